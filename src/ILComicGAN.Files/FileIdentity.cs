namespace ILComicGAN.Files;

/// <summary>Which file or folder it is, whatever path leads there: equal for links to one thing and for hard links.</summary>
public readonly struct FileIdentity : IEquatable<FileIdentity>
{
    private readonly ulong _device;
    private readonly ulong _number;
    private readonly string? _path;

    internal FileIdentity(ulong device, ulong number, string? path) => (_device, _number, _path) = (device, number, path);

    /// <summary>The identity of an existing file or folder, null where there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        (FileKind kind, FileIdentity identity) = FileStatus.Of(path);
        return kind == FileKind.Missing ? null : identity;
    }

    /// <summary>Whether both are the same thing.</summary>
    public static bool operator ==(FileIdentity a, FileIdentity b) => a.Equals(b);

    /// <summary>Whether they are two things.</summary>
    public static bool operator !=(FileIdentity a, FileIdentity b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(FileIdentity other) =>
        _device == other._device && _number == other._number && string.Equals(_path, other._path, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FileIdentity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_device, _number, _path is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_path));
}
