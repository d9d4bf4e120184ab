using System.Runtime.InteropServices;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>Memory of one thread for packing, kept between calls and grown as needed.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? s_current;

    private float* _values;
    private long _capacity;

    ~Scratch() => NativeMemory.AlignedFree(_values);

    /// <summary>At least <paramref name="count"/> floats of this thread; valid until the next call on it.</summary>
    public static float* Floats(long count)
    {
        Scratch scratch = s_current ??= new Scratch();
        if (scratch._capacity < count)
        {
            NativeMemory.AlignedFree(scratch._values);
            scratch._values = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
            scratch._capacity = count;
        }

        return scratch._values;
    }
}
