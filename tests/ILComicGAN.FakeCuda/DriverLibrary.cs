using System.Runtime.InteropServices;
using System.Text;

namespace ILComicGAN.FakeCuda;

/// <summary>The C library, found as the program under test finds NVIDIA's driver.</summary>
internal static unsafe class DriverLibrary
{
    private const string Name = "libcuda.so.1";

    private static delegate* unmanaged<byte*, int, long, long> s_number;

    /// <summary>Gives the library what it calls; does nothing where another driver is found, or none.</summary>
    public static void Register()
    {
        if (NativeLibrary.TryLoad(Name, out nint library))
        {
            Register(library);
        }
    }

    /// <summary>The same for a library that is loaded already.</summary>
    public static void Register(nint library)
    {
        if (NativeLibrary.TryGetExport(library, "fakecuda_register", out nint register))
        {
            Cards.Forget();
            s_number = (delegate* unmanaged<byte*, int, long, long>)NativeLibrary.GetExport(library, "fakecuda_number");
            Callbacks callbacks = Callbacks.Create();
            ((delegate* unmanaged<Callbacks*, void>)register)(&callbacks);
        }
    }

    /// <summary>A number among the driver's settings.</summary>
    public static long Setting(string name, int card, long otherwise)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            return s_number(text, card, otherwise);
        }
    }
}
