using System.Runtime.InteropServices;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>A machine with one kernel and buffers for it.</summary>
internal sealed class Bench : IDisposable
{
    private readonly Machine _machine;
    private readonly LoadedKernel _kernel;

    /// <param name="body">
    /// The kernel's body with parameters x, y, z (addresses) and n (32 bits); %tid.x is in %t, x, y, z in %x, %y, %z, n in %n.
    /// </param>
    /// <param name="options">Null for the sanitizer alone.</param>
    /// <param name="declarations">More registers and shared memory.</param>
    /// <param name="functions">What stands before the kernel.</param>
    public Bench(string body, MachineOptions? options = null, string declarations = "", string functions = "")
    {
        _machine = new Machine((options ?? new MachineOptions()) with { MemoryBytes = 1 << 26 });
        _kernel = _machine.Load($$"""
            .version 7.8
            .target sm_86
            .address_size 64
            {{functions}}
            .visible .entry test(.param .u64 x, .param .u64 y, .param .u64 z, .param .u32 n)
            {
                .reg .pred %p<9>;
                .reg .b32 %r<40>, %t, %n;
                .reg .b64 %d<20>, %x, %y, %z;
                .reg .f32 %f<40>;
                {{declarations}}
                ld.param.u64 %x, [x];
                ld.param.u64 %y, [y];
                ld.param.u64 %z, [z];
                ld.param.u32 %n, [n];
                mov.u32 %t, %tid.x;
                {{body}}
                ret;
            }
            """);
    }

    public Machine Machine => _machine;

    public Allocation Upload<T>(params T[] values)
        where T : unmanaged
    {
        Allocation made = Reserve(Marshal.SizeOf<T>() * values.Length);
        _machine.Memory.Write(made.Address, MemoryMarshal.AsBytes<T>(values));
        return made;
    }

    public Allocation Reserve(long bytes) => _machine.Memory.Allocate(bytes);

    public KernelCounts? Launch(int groups, int threads, Allocation? x = null, Allocation? y = null, Allocation? z = null, int n = 0, CancellationToken cancellation = default)
    {
        byte[] arguments = new byte[_kernel.ParameterBytes];
        MemoryMarshal.Write(arguments, x?.Address ?? 0);
        MemoryMarshal.Write(arguments.AsSpan(8), y?.Address ?? 0);
        MemoryMarshal.Write(arguments.AsSpan(16), z?.Address ?? 0);
        MemoryMarshal.Write(arguments.AsSpan(24), n);
        return _machine.Launch(_kernel, new Extent(groups), new Extent(threads), arguments, cancellation: cancellation);
    }

    /// <summary>Launches and returns what the sanitizer found.</summary>
    public IReadOnlyList<Finding> Findings(int groups, int threads, Allocation? x = null, Allocation? y = null, Allocation? z = null, int n = 0)
    {
        try
        {
            Launch(groups, threads, x, y, z, n);
            return [];
        }
        catch (SanitizerException e)
        {
            return e.Findings;
        }
    }

    public T[] Download<T>(Allocation from, int count)
        where T : unmanaged
    {
        T[] values = new T[count];
        _machine.Memory.Read(from.Address, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public void Dispose() => _machine.Dispose();
}
