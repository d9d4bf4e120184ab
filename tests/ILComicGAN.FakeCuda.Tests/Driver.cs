using System.Runtime.InteropServices;
using System.Text;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>The driver, called directly as ILGPU calls it: for doing what no program should.</summary>
internal sealed unsafe class Driver
{
    private const string Ptx = """
        .version 7.1
        .target sm_75
        .address_size 64
        .visible .entry fill(.param .u64 target, .param .u32 value)
        .maxntid 64, 1, 1
        {
            .reg .b32 %r<3>;
            .reg .b64 %rd<4>;
            ld.param.u64 %rd1, [target];
            ld.param.u32 %r1, [value];
            mov.u32 %r2, %tid.x;
            mul.wide.u32 %rd2, %r2, 4;
            add.s64 %rd3, %rd1, %rd2;
            st.global.u32 [%rd3], %r1;
            ret;
        }
        """;

    private readonly nint _library = NativeLibrary.Load(Path.Combine(DriverFile.Folder, "libcuda.so.1"));

    public Driver(string settings)
    {
        DriverLibrary.Register(_library);
        fixed (byte* text = Encoding.UTF8.GetBytes($"quiet=1;{settings}\0"))
        {
            ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(_library, "fakecuda_configure"))(text);
        }

        Call("cuInit", 0);
        Context = Make("cuCtxCreate_v2", 0, 0);
        Stream = Make("cuStreamCreate", 0);
    }

    public nint Context { get; }

    public nint Stream { get; }

    public long Findings => ((delegate* unmanaged<long>)NativeLibrary.GetExport(_library, "fakecuda_findings"))();

    /// <summary>Calls a function of up to four arguments that fit a register.</summary>
    public int Try(string function, nint a = 0, nint b = 0, nint c = 0, nint d = 0) =>
        ((delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(_library, function))(a, b, c, d);

    /// <summary>Calls a function that has to succeed.</summary>
    public void Call(string function, nint a = 0, nint b = 0, nint c = 0, nint d = 0) => Assert.That(Try(function, a, b, c, d), Is.Zero, function);

    /// <summary>Calls a function that gives back a handle or address in its first argument.</summary>
    public nint Make(string function, nint b = 0, nint c = 0)
    {
        nint made;
        Call(function, (nint)(&made), b, c);
        return made;
    }

    /// <summary>A kernel that writes a number into the first words of memory, for groups of up to 64 threads.</summary>
    public nint Kernel()
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(Ptx + '\0'))
        fixed (byte* name = "fill\0"u8)
        {
            return Make("cuModuleGetFunction", Make("cuModuleLoadData", (nint)text), (nint)name);
        }
    }

    /// <summary>Launches <see cref="Kernel"/>.</summary>
    public int Launch(nint kernel, nint target, int value, int threads = 32, int groupsY = 1, int argumentBytes = 16)
    {
        long* arguments = stackalloc long[8];
        (arguments[0], arguments[1]) = (target, value);
        nint bytes = argumentBytes;
        nint* extra = stackalloc nint[5] { 1, (nint)arguments, 2, (nint)(&bytes), 0 };
        return ((delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, nint, nint, int>)NativeLibrary.GetExport(_library, "cuLaunchKernel"))(
            kernel, 1, (uint)groupsY, 1, (uint)threads, 1, 1, 0, Stream, 0, (nint)extra);
    }
}
