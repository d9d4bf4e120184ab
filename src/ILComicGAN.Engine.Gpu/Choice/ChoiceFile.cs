using System.Text.Json;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Gpu.Choice;

/// <summary>
/// The measured choices of one device and version, kept in the user's cache folder. A file that cannot be read or written
/// is as good as none: the choices are measured again.
/// </summary>
internal sealed class ChoiceFile
{
    private readonly string _path;
    private readonly Dictionary<string, string> _choices;

    /// <param name="folder">Is made when something is written.</param>
    /// <param name="device">Name, architecture and driver: what makes measurements comparable.</param>
    public ChoiceFile(string folder, string device)
    {
        string version = typeof(ChoiceFile).Assembly.GetName().Version!.ToString();
        string name = string.Concat($"{device} {version}".Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        _path = Path.Combine(folder, $"{name}.json");
        _choices = Read(_path);
    }

    /// <summary>$XDG_CACHE_HOME or what the system has in its place.</summary>
    public static string DefaultFolder
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string root = !string.IsNullOrEmpty(cache) ? cache
                : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(root, "ilcomicgan", "kernels");
        }
    }

    public string? Find(string key) => _choices.GetValueOrDefault(key);

    /// <summary>Remembers a choice and writes the file anew beside the old one.</summary>
    public void Add(string key, string variant)
    {
        _choices[key] = variant;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string temporary = $"{_path}.{Environment.ProcessId}";
            File.WriteAllText(temporary, JsonSerializer.Serialize(_choices));
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache is only a cache.
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
