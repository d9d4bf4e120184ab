using System.Reflection;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>An ILGPU kernel loaded into a <see cref="Machine"/>.</summary>
public sealed class PtxKernelHandle : Kernel
{
    internal PtxKernelHandle(PtxAccelerator accelerator, PTXCompiledKernel kernel, MethodInfo launcher)
        : base(accelerator, kernel, launcher)
    {
        Loaded = accelerator.Machine.Load(kernel.PTXAssembly);
    }

    /// <summary>The kernel on the machine.</summary>
    public LoadedKernel Loaded { get; }

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
