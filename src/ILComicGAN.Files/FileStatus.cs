using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ILComicGAN.Files;

/// <summary>Kind and identity of what a path leads to, without opening it: to open a pipe is to wait for its writer.</summary>
internal static class FileStatus
{
    private const int CurrentFolder = -100;
    private const uint TypeAndInode = 0x101;

    private static bool s_hasStatx = OperatingSystem.IsLinux();

    /// <summary>Looks at a path, links followed.</summary>
    public static (FileKind Kind, FileIdentity Identity) Of(string path)
    {
        try
        {
            if (s_hasStatx)
            {
                return Linux(path);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            s_hasStatx = false;
        }

        return Elsewhere(path);
    }

    private static (FileKind Kind, FileIdentity Identity) Linux(string path)
    {
        // This structure is the same on all processors, which that of the older call is not.
        Span<byte> status = stackalloc byte[256];
        status.Clear();
        if (path.Contains('\0', StringComparison.Ordinal) || Statx(CurrentFolder, path, 0, TypeAndInode, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return (FileKind.Missing, default);
        }

        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            _ => FileKind.Special,
        };
        ulong device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(status[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(status[140..]);
        return (kind, new FileIdentity(device, BinaryPrimitives.ReadUInt64LittleEndian(status[32..]), null));
    }

    private static (FileKind Kind, FileIdentity Identity) Elsewhere(string path)
    {
        FileKind kind = Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.File : FileKind.Missing;
        return (kind, kind == FileKind.Missing ? default : new FileIdentity(0, 0, FinalPath(Path.GetFullPath(path))));
    }

    /// <summary>The path with all its links followed, folder by folder; a circle of links is left as it is.</summary>
    private static string FinalPath(string full)
    {
        try
        {
            string? parent = Path.GetDirectoryName(full);
            if (parent is null)
            {
                return full;
            }

            string here = Path.Combine(FinalPath(parent), Path.GetFileName(full));
            return new FileInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
        }
        catch (IOException)
        {
            return full;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte status);
}
