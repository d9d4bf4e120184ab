using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ILComicGAN.Files;

/// <summary>Opens files that users name. What is no file is refused at once: a pipe would be waited for, a device never ends.</summary>
public static class InputFile
{
    /// <summary>What stands in a name for bytes that are no text.</summary>
    private const char Replacement = '\uFFFD';

    /// <summary>What a path leads to, links followed; nothing is opened.</summary>
    public static FileKind KindOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileStatus.Of(path).Kind;
    }

    /// <summary>Opens a file to be read by position.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says why in words that follow “it”.</exception>
    /// <exception cref="IOException">It is not a file, or cannot be read; the message follows “: ”.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static SafeFileHandle Open(string path)
    {
        switch (KindOf(path))
        {
            case FileKind.Missing:
                throw new FileNotFoundException($"it {MissingBecause(path)}");
            case FileKind.Folder:
                throw new IOException("it is a folder");
            case FileKind.Special:
                throw new IOException("it is a pipe or a device, not a file; save what it gives as a file first");
        }

        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            // Where the kind could not be told beforehand.
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (NotSupportedException e)
        {
            handle.Dispose();
            throw new IOException("it is a pipe or a device, not a file", e);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Longer files are refused before anything is read.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is not a file, is too long, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static byte[] ReadAllBytes(string path, long longest = int.MaxValue / 2)
    {
        using SafeFileHandle handle = Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > longest)
        {
            throw new IOException($"it has {length:N0} bytes, more than the {longest:N0} allowed");
        }

        // No more than it had when it was opened: another program may add to it faster than it can be read.
        byte[] content = new byte[length];
        int filled = 0;
        while (filled < content.Length && RandomAccess.Read(handle, content.AsSpan(filled), filled) is > 0 and int count)
        {
            filled += count;
        }

        return filled == content.Length ? content : content[..filled];
    }

    /// <summary>Reads a whole text file as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Longer files, in bytes, are refused before anything is read.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is not a file, is too long, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static string ReadAllText(string path, long longest = 1 << 24)
    {
        using StreamReader reader = new(new MemoryStream(ReadAllBytes(path, longest)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Why nothing is found at a path, with advice, as words that follow the file: “does not exist; check the path”.</summary>
    public static string MissingBecause(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Contains(Replacement, StringComparison.Ordinal)
            ? "has a name that is not UTF-8 text, so that it cannot be opened; rename it"
            : "does not exist; check the path";
    }
}
