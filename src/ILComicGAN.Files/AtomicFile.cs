using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ILComicGAN.Files;

/// <summary>Replaces files in one step, so that a crash or a full disk leaves the former contents.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file beside <paramref name="path"/>, flushes it to the disk, and
    /// puts it in the place of <paramref name="path"/>. If anything fails, the temporary file is removed.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? throw new IOException($"'{path}' is not a file's path.");
        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' is a folder, and a file is to be written there; name another one.");
        }

        string temporary = Path.Combine(folder, TemporaryName.Create());
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Removes what was begun; that this fails too is no better reason than the first one.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or became read-only.
        }
    }

    /// <summary>The rename itself must reach the disk too; only Unix lets a folder be flushed.</summary>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            using SafeFileHandle handle = new(descriptor, ownsHandle: true);
            _ = Sync(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);
}
