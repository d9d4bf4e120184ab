using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ILComicGAN.GpuCheck.Parts;
using ILComicGAN.Imaging;

namespace ILComicGAN.GpuCheck.Packing;

/// <summary>Makes the kit: the program, the runtime that this process runs on, and what they need, in one folder.</summary>
[SupportedOSPlatform("linux")]
internal static class KitFolder
{
    public const string Name = "ilcomicgan-gpu-check";

    /// <summary>The runtime's own libraries that a program loads; the others are for debuggers and collectors of traces.</summary>
    private static readonly string[] s_native =
    [
        "libcoreclr.so", "libclrjit.so", "libhostpolicy.so", "libSystem.Native.so",
    ];

    private static readonly string[] s_scripts =
    [
        "bench/peers/torch_card.py", "bench/peers/torch_peer.py", "tests/oracle/networks.py", "tests/oracle/losses.py",
    ];

    /// <summary>Fills a folder, and packs it beside.</summary>
    /// <param name="repository">The checkout that this program was built from.</param>
    /// <param name="target">Where the kit's folder and its archive go.</param>
    /// <returns>The folder and the archive.</returns>
    public static (string Folder, string Archive) Make(string repository, string target)
    {
        string folder = Path.Combine(target, Name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        string program = Directory.CreateDirectory(Path.Combine(folder, "program")).FullName;
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        string own = AppContext.BaseDirectory;
        string runtime = Path.Combine(folder, "dotnet", "shared", "Microsoft.NETCore.App", Path.GetFileName(Path.TrimEndingDirectorySeparator(framework)));
        Directory.CreateDirectory(runtime);
        foreach (string file in AssemblyClosure.Of([typeof(KitFolder).Assembly.GetName().Name!], own, framework))
        {
            Copy(file, Path.GetDirectoryName(file) == Path.TrimEndingDirectorySeparator(own) ? program : runtime);
        }

        foreach (string library in s_native)
        {
            Copy(Path.Combine(framework, library), runtime);
        }

        FrameworkList.Write(framework, runtime);
        CopyHost(framework, Path.Combine(folder, "dotnet"));
        Copy(Path.ChangeExtension(typeof(KitFolder).Assembly.Location, ".runtimeconfig.json"), program);
        Copy(Path.Combine(own, "Golden", "primitives.safetensors"), Path.Combine(program, "Golden"));
        string carried = Directory.CreateDirectory(Path.Combine(program, "carried")).FullName;
        Copy(Path.Combine(repository, "weights", "comic.safetensors"), carried);
        // Without a list of dependencies .NET does not look there; a library that is loaded is found by its name.
        NativeLibrary.Load(Path.Combine(own, "runtimes", "linux-x64", "native", "libvips.so.42"));
        CarriedPhoto.Write(PictureFile.Load(Path.Combine(repository, "samples", "bridge.jpg")).LimitedTo(256), Path.Combine(carried, "photo.rgb"));
        foreach (string script in s_scripts)
        {
            Copy(Path.Combine(repository, script), Path.Combine(carried, Path.GetDirectoryName(script)!));
        }

        Copy(Path.Combine(repository, "docs", "gpu-check.md"), folder);
        Copy(Path.Combine(repository, "LICENSE"), folder);
        WriteRunScript(Path.Combine(folder, "run"));
        return (folder, Pack(folder, Path.Combine(target, Name + ".tar.gz")));
    }

    /// <summary>The command dotnet and what it finds the runtime with.</summary>
    private static void CopyHost(string framework, string target)
    {
        string installed = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        string version = Path.GetFileName(Path.TrimEndingDirectorySeparator(framework));
        Copy(Path.Combine(installed, "dotnet"), target);
        foreach (string notice in new[] { "LICENSE.txt", "ThirdPartyNotices.txt" }.Select(name => Path.Combine(installed, name)).Where(File.Exists))
        {
            Copy(notice, target);
        }

        string resolver = Directory.GetDirectories(Path.Combine(installed, "host", "fxr")).Single(folder => Path.GetFileName(folder) == version);
        Copy(Path.Combine(resolver, "libhostfxr.so"), Path.Combine(target, "host", "fxr", version));
    }

    private static void WriteRunScript(string file)
    {
        File.WriteAllText(file, """
            #!/bin/sh
            # Checks and times ILComicGAN on this machine's NVIDIA card; report.md and report.json are in ./report.
            here=$(cd "$(dirname "$0")" && pwd)
            export DOTNET_ROOT="$here/dotnet" DOTNET_MULTILEVEL_LOOKUP=0
            exec "$here/dotnet/dotnet" "$here/program/ILComicGAN.GpuCheck.dll" "$@"

            """);
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
    }

    private static string Pack(string folder, string archive)
    {
        using FileStream file = File.Create(archive);
        using GZipStream packed = new(file, CompressionLevel.SmallestSize);
        TarFile.CreateFromDirectory(folder, packed, includeBaseDirectory: true);
        return archive;
    }

    private static void Copy(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }
}
