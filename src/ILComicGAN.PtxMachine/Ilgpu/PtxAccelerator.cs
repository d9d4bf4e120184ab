using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.IL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>
/// An ILGPU accelerator on a <see cref="Machine"/>: kernels are compiled by ILGPU's PTX backend and their arguments mapped
/// by its argument mapper, exactly as for an NVIDIA card.
/// </summary>
public sealed unsafe class PtxAccelerator : KernelAccelerator<PTXCompiledKernel, PtxKernelHandle>
{
    private readonly PTXBackend _backend;

    internal PtxAccelerator(Context context, PtxDevice device)
        : base(context, device)
    {
        Machine = new Machine(device.Options);
        _backend = new PTXBackend(context, device.Architecture, CudaInstructionSet.ISA_78, null!);
        Init(_backend);
        DefaultStream = CreateStreamInternal();
    }

    /// <summary>What runs the kernels.</summary>
    public Machine Machine { get; }

    /// <summary>Called after each launch with what was counted, where the machine counts.</summary>
    public event Action<KernelCounts>? Counted;

    /// <inheritdoc/>
    public override TExtension CreateExtension<TExtension, TExtensionProvider>(TExtensionProvider provider) =>
        throw new NotSupportedException("the PTX machine has no ILGPU extensions");

    /// <inheritdoc/>
    protected override MethodInfo GenerateKernelLauncherMethod(PTXCompiledKernel kernel, int customGroupSize)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (customGroupSize != 0)
        {
            throw new NotSupportedException("the PTX machine launches explicitly grouped kernels only");
        }

        // (kernel, stream, configuration, arguments…): the launcher's first parameter is bound to the kernel.
        EntryPoint entry = EntryPointOf(kernel);
        Type[] parameters = [typeof(Kernel), typeof(AcceleratorStream), entry.KernelIndexType, .. entry.Parameters.ParameterTypes];
        DynamicMethod launcher = new($"Launch_{kernel.Name}", typeof(void), parameters, typeof(PtxAccelerator).Module, skipVisibility: true);
        ILEmitter emitter = new(launcher.GetILGenerator());
        (ILLocal arguments, _) = _backend.ArgumentMapper.Map(in emitter, entry);
        emitter.Emit(ArgumentOperation.Load, 0);
        emitter.Emit(ArgumentOperation.Load, 2);
        emitter.Emit(LocalOperation.LoadAddress, arguments);
        emitter.Emit(OpCodes.Conv_U);
        emitter.EmitCall(typeof(PtxAccelerator).GetMethod(nameof(Launch), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(arguments.VariableType));
        emitter.Emit(OpCodes.Ret);
        emitter.Finish();
        return launcher;
    }

    /// <inheritdoc/>
    protected override PtxKernelHandle CreateKernel(PTXCompiledKernel compiledKernel) => throw new NotSupportedException(
        "the PTX machine launches explicitly grouped kernels only");

    /// <inheritdoc/>
    protected override PtxKernelHandle CreateKernel(PTXCompiledKernel compiledKernel, MethodInfo launcher) =>
        new(this, compiledKernel, launcher);

    /// <inheritdoc/>
    protected override AcceleratorStream CreateStreamInternal() => new PtxStream(this);

    /// <inheritdoc/>
    protected override void SynchronizeInternal()
    {
    }

    /// <inheritdoc/>
    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => new PtxMemoryBuffer(this, length, elementSize);

    /// <inheritdoc/>
    protected override int EstimateMaxActiveGroupsPerMultiprocessorInternal(Kernel kernel, int groupSize, int dynamicSharedMemorySizeInBytes) =>
        Math.Max(1, MaxNumThreadsPerMultiprocessor / groupSize);

    /// <inheritdoc/>
    protected override int EstimateGroupSizeInternal(Kernel kernel, Func<int, int> computeSharedMemorySize, int maxGroupSize, out int minGridSize) =>
        EstimateGroupSizeInternal(kernel, 0, maxGroupSize, out minGridSize);

    /// <inheritdoc/>
    protected override int EstimateGroupSizeInternal(Kernel kernel, int dynamicSharedMemorySizeInBytes, int maxGroupSize, out int minGridSize)
    {
        minGridSize = NumMultiprocessors;
        return maxGroupSize > 0 ? Math.Min(256, maxGroupSize) : 256;
    }

    /// <inheritdoc/>
    protected override bool CanAccessPeerInternal(Accelerator otherAccelerator) => false;

    /// <inheritdoc/>
    protected override void EnablePeerAccessInternal(Accelerator otherAccelerator) =>
        throw new NotSupportedException("the PTX machine has no peers");

    /// <inheritdoc/>
    protected override void DisablePeerAccessInternal(Accelerator otherAccelerator)
    {
    }

    /// <inheritdoc/>
    protected override PageLockScope<T> CreatePageLockFromPinnedInternal<T>(IntPtr pinned, long numElements) =>
        new PtxPageLockScope<T>(this, pinned, numElements);

    /// <inheritdoc/>
    protected override void OnBind()
    {
    }

    /// <inheritdoc/>
    protected override void OnUnbind()
    {
    }

    /// <inheritdoc/>
    protected override void DisposeAccelerator_SyncRoot(bool disposing)
    {
        if (disposing)
        {
            Machine.Dispose();
            _backend.Dispose();
        }
    }

    /// <summary>ILGPU keeps it to itself; its own accelerators make their launchers from it.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_EntryPoint")]
    internal static extern EntryPoint EntryPointOf(CompiledKernel kernel);

    /// <summary>What a launcher calls when it has mapped the arguments into a structure of ILGPU's making.</summary>
    private static void Launch<TArguments>(Kernel kernel, KernelConfig configuration, TArguments* arguments)
        where TArguments : unmanaged
    {
        PtxKernelHandle handle = (PtxKernelHandle)kernel;
        PtxAccelerator accelerator = (PtxAccelerator)kernel.Accelerator;
        ReadOnlySpan<byte> given = new(arguments, Unsafe.SizeOf<TArguments>());
        // As for a card, the structure is the parameter memory; its end may be padded to its alignment.
        Span<byte> parameters = stackalloc byte[handle.Loaded.ParameterBytes];
        given[..Math.Min(given.Length, parameters.Length)].CopyTo(parameters);
        KernelCounts? counts = accelerator.Machine.Launch(
            handle.Loaded,
            new Extent(configuration.GridDim.X, configuration.GridDim.Y, configuration.GridDim.Z),
            new Extent(configuration.GroupDim.X, configuration.GroupDim.Y, configuration.GroupDim.Z),
            parameters,
            configuration.UsesDynamicSharedMemory
                ? configuration.SharedMemoryConfig.NumElements * configuration.SharedMemoryConfig.ElementSize
                : 0);
        if (counts is not null)
        {
            accelerator.Counted?.Invoke(counts);
        }
    }
}
