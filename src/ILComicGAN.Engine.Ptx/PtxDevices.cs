using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Kernels.Catalog;
using ILComicGAN.Kernels.TensorCores;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Ilgpu;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Ptx;

/// <summary>
/// The PTX that NVIDIA cards would run, executed and sanitized by the project's own machine: slow, but it needs no card
/// and says what a kernel does wrong.
/// </summary>
public sealed class PtxDevices : IDeviceProvider
{
    internal const string Name = "ptx";

    private const string Unchecked = "ptx-unchecked", Default = "sm_86";

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Purpose)> Known =>
        [(Name, "the GPU kernels' PTX, executed and checked without a card; very slow (ptx:sm_75 for an architecture)")];

    /// <inheritdoc/>
    public IEnumerable<string> Best => [];

    /// <inheritdoc/>
    public Device? Open(string name, DeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        return Means(name) ? Open(name, options.Precision) : null;
    }

    /// <summary>Whether a device's name means one of these: “ptx” or “ptx:sm_75”, “ptx-unchecked” without the sanitizer.</summary>
    internal static bool Means(string name) => name.Split(':')[0] is Name or Unchecked;

    /// <summary>Opens the machine for an architecture.</summary>
    /// <param name="name">“ptx”, or “ptx:” and the architecture that kernels are compiled for.</param>
    /// <param name="precision">Of products.</param>
    /// <param name="options">Of the machine; null for the sanitizer on and everything else at its default.</param>
    /// <exception cref="DeviceNotFoundException">There is no such architecture, or it has no such precision.</exception>
    internal static IlgpuDevice Open(string name, Precision precision, MachineOptions? options = null)
    {
        string architecture = name.Contains(':', StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : Default;
        options ??= new MachineOptions { Sanitize = !name.StartsWith(Unchecked, StringComparison.Ordinal) };
        PtxDevice device;
        try
        {
            device = new PtxDevice(architecture, options);
        }
        catch (ArgumentException)
        {
            throw new DeviceNotFoundException($"There is no device '{name}'; name an architecture, as in {Name}:sm_75 or {Name}:{Default}.");
        }

        if (precision == Precision.TensorFloat32 && device.Architecture < CudaArchitecture.SM_80)
        {
            throw new DeviceNotFoundException($"{name} cannot be used: tf32 tensor cores need sm_80 or newer; f16 runs here.");
        }

        Context context = Context.Create(static builder =>
        {
            IlgpuContext.Configure(builder);
            if (SourceLines.AreAsCompiled(typeof(KernelCatalog).Assembly))
            {
                builder.WithSourceLines();
            }
        });
        try
        {
            return new IlgpuDevice(name, context, device.CreateAccelerator(context), "executed and checked on this machine's processor", architecture: device.Architecture)
            {
                Precision = precision,
                MemoryLent = static (memory, bytes) => ((PtxMemoryBuffer)memory).Forget(bytes),
            };
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Calls <paramref name="take"/> after each launch of a device whose machine counts.</summary>
    internal static void WhenCounted(IlgpuDevice device, Action<KernelCounts> take) => ((PtxAccelerator)device.Accelerator).Counted += take;
}
