using System.Text.Json.Nodes;

namespace ILComicGAN.GpuCheck.Packing;

/// <summary>The list by which .NET's host finds a framework: it refuses one whose list names files that are not there.</summary>
internal static class FrameworkList
{
    private const string Name = "Microsoft.NETCore.App.deps.json";

    private static readonly string[] s_kinds = ["runtime", "native"];

    /// <summary>Writes the list of a whole framework for what a folder has of it.</summary>
    public static void Write(string framework, string folder)
    {
        JsonNode list = JsonNode.Parse(File.ReadAllText(Path.Combine(framework, Name)))!;
        IEnumerable<JsonObject> all = from target in list["targets"]!.AsObject()
                                      from library in target.Value!.AsObject()
                                      from kind in s_kinds
                                      let files = library.Value![kind]
                                      where files is not null
                                      select files.AsObject();
        foreach (JsonObject files in all)
        {
            foreach (string file in files.Select(entry => entry.Key).Where(file => !File.Exists(Path.Combine(folder, file))).ToArray())
            {
                files.Remove(file);
            }
        }

        File.WriteAllText(Path.Combine(folder, Name), list.ToJsonString());
    }
}
