using ILComicGAN.Files;
using Microsoft.Win32.SafeHandles;

namespace ILComicGAN.Weights.Files;

/// <summary>A file on disk.</summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;

    public FileBytes(string path)
    {
        _handle = InputFile.Open(path);
        Length = RandomAccess.GetLength(_handle);
    }

    public override long Length { get; }

    public override void Dispose()
    {
        base.Dispose();
        _handle.Dispose();
    }

    protected override void ReadWithin(long at, Span<byte> target)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(_handle, target, at);
            if (count == 0)
            {
                throw new FormatFault("it became shorter while it was read");
            }

            target = target[count..];
            at += count;
        }
    }
}
