using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Demonstration;

/// <summary>A package of Debian, fetched by apt and read without being installed.</summary>
internal sealed class DebianPackage
{
    private DebianPackage(string name, string version, string file) => (Name, Version, File) = (name, version, file);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public string Version { get; }

    private string File { get; }

    /// <summary>Downloads a package into a folder; from Debian's mirrors as this machine's apt knows them.</summary>
    /// <exception cref="DataSetException">There is no apt, or it cannot get the package.</exception>
    public static DebianPackage Download(string name, string folder, CancellationToken cancellation)
    {
        // A folder for each package: the file's name has the version, which is not known before.
        string place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        (int code, _, string error) = Run("apt-get", ["download", "-q", name], place, cancellation);
        string? file = Directory.EnumerateFiles(place, "*.deb").FirstOrDefault();
        if (code != 0 || file is null)
        {
            string reason = error.Split('\n').LastOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal))?[2..].Trim().TrimEnd('.') ?? "no word why";
            throw new DataSetException($"apt cannot get the package '{name}' ({reason}); run 'apt-get update' and try again, on Debian or a system with its packages.");
        }

        (_, string version, _) = Run("dpkg-deb", ["-f", file, "Version"], place, cancellation);
        return new DebianPackage(name, version.Trim(), file);
    }

    /// <summary>Goes through the files that are wanted, and the copyright file.</summary>
    /// <param name="wanted">Whether a path is wanted (without “./” before it).</param>
    /// <param name="take">Gets path and content.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The text of the copyright file.</returns>
    public string Read(Func<string, bool> wanted, Action<string, byte[]> take, CancellationToken cancellation)
    {
        string copyrightPath = $"usr/share/doc/{Name}/copyright", copyright = "";
        using Process process = Start("dpkg-deb", ["--fsys-tarfile", File], Path.GetDirectoryName(File)!);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            using TarReader tar = new(process.StandardOutput.BaseStream);
            while (tar.GetNextEntry() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                string path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (entry.DataStream is null || (path != copyrightPath && !wanted(path)))
                {
                    continue;
                }

                using MemoryStream content = new();
                entry.DataStream.CopyTo(content);
                if (path == copyrightPath)
                {
                    copyright = Encoding.UTF8.GetString(content.ToArray());
                }
                else
                {
                    take(path, content.ToArray());
                }
            }

            // Archives are padded after their last entry; only an archive read to its end is known to be whole.
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidDataException(error.Result.Trim().Split('\n')[^1]);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataSetException($"The package '{Name}' is damaged ({e.Message.TrimEnd('.')}); try again.", e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return copyright.Length > 0
            ? copyright
            : throw new DataSetException($"The package '{Name}' has no copyright file, so nothing of it is used; take it out of the table.");
    }

    private static (int Code, string Output, string Error) Run(string program, string[] arguments, string folder, CancellationToken cancellation)
    {
        using Process process = Start(program, arguments, folder);
        using CancellationTokenRegistration stop = cancellation.Register(process.Kill);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Messages are read, so they are asked for in English.
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DataSetException(
                $"The demonstration pictures come from Debian packages, and there is no {program} here; use Debian or a system made from it, or your own pictures.", e);
        }
    }
}
