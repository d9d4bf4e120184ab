using Microsoft.Win32.SafeHandles;

namespace ILComicGAN.Files;

/// <summary>Files for what does not fit in memory.</summary>
public static class TemporaryFile
{
    /// <summary>
    /// Makes a file of a length, to be read and written by position. It is gone when it is closed, and when the program is
    /// killed.
    /// </summary>
    /// <param name="folder">Where; it must exist.</param>
    /// <param name="length">In bytes; the room for them is taken at once.</param>
    /// <exception cref="IOException">There is no room, or no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static SafeFileHandle Create(string folder, long length)
    {
        string path = Path.Combine(folder, TemporaryName.Create());
        // Unix keeps a file whose name is gone until it is closed, whoever closes it; Windows does so if asked beforehand.
        FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, options, length);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
