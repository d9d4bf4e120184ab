using System.Reflection;
using ILComicGAN.PtxMachine.Execution;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>An ILGPU kernel loaded into a <see cref="Machine"/>.</summary>
public sealed class PtxKernelHandle : Kernel
{
    internal PtxKernelHandle(PtxAccelerator accelerator, PTXCompiledKernel kernel, MethodInfo launcher)
        : base(accelerator, kernel, launcher)
    {
        Loaded = accelerator.Machine.Load(kernel.PTXAssembly, title: Readable(PtxAccelerator.EntryPointOf(kernel).MethodInfo));
    }

    /// <summary>The kernel on the machine.</summary>
    public LoadedKernel Loaded { get; }

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }

    /// <summary>“Type&lt;Arguments&gt;” of a static method, with the arguments of a generic method counted to its type.</summary>
    private static string Readable(MethodInfo method)
    {
        Type[] arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        string type = Readable(method.DeclaringType!);
        return arguments.Length == 0 ? type : $"{type}<{string.Join(", ", arguments.Select(Readable))}>";
    }

    private static string Readable(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Readable))}>"
        : type.Name;
}
