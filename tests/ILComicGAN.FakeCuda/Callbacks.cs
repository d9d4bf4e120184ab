using System.Runtime.InteropServices;

namespace ILComicGAN.FakeCuda;

/// <summary>As in the C library's header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Callbacks
{
    private delegate* unmanaged<int, long, long> _allocate;
    private delegate* unmanaged<int, long, void> _release;
    private delegate* unmanaged<int, long, byte*, long, int> _write;
    private delegate* unmanaged<int, long, byte*, long, int> _read;
    private delegate* unmanaged<int, byte*, byte*, int, long> _load;
    private delegate* unmanaged<long, byte*, int*, int*, int*, int> _find;
    private delegate* unmanaged<long, int*, int, byte*, int, byte*, int, int> _launch;

    public static Callbacks Create() => new()
    {
        _allocate = &Cards.Allocate,
        _release = &Cards.Release,
        _write = &Cards.Write,
        _read = &Cards.Read,
        _load = &Cards.Load,
        _find = &Cards.Find,
        _launch = &Cards.Launch,
    };
}
