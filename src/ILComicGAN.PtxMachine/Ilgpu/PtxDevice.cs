using ILComicGAN.PtxMachine.Execution;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>
/// A device for ILGPU that runs the PTX which ILGPU makes for NVIDIA, on a <see cref="Machine"/> instead of a card.
/// </summary>
[DeviceType(AcceleratorType.Cuda)]
public sealed class PtxDevice : Device
{
    /// <param name="architecture">As “sm_86”.</param>
    /// <param name="options">Of the machine; null for the defaults.</param>
    /// <exception cref="ArgumentException">The architecture is not of that form, or older than sm_60.</exception>
    public PtxDevice(string architecture = "sm_86", MachineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (!architecture.StartsWith("sm_", StringComparison.Ordinal)
            || !int.TryParse(architecture.AsSpan(3), out int number)
            || number is < 60 or > 129)
        {
            throw new ArgumentException($"'{architecture}' is not an architecture such as sm_75 or sm_86", nameof(architecture));
        }

        Architecture = new CudaArchitecture(number / 10, number % 10);
        Options = options ?? new MachineOptions();
        Name = $"PTX machine for {architecture}";
        MemorySize = Options.MemoryBytes;
        MaxGridSize = new Index3D(int.MaxValue, 65_535, 65_535);
        MaxGroupSize = new Index3D(1024, 1024, 64);
        MaxNumThreadsPerGroup = 1024;
        MaxSharedMemoryPerGroup = 48 * 1024;
        MaxConstantMemory = 64 * 1024;
        WarpSize = 32;
        // As on the cards that the targets are known for: variants are chosen by it.
        NumMultiprocessors = number < 80 ? 68 : 82;
        MaxNumThreadsPerMultiprocessor = number < 80 ? 1024 : 1536;
        Capabilities = new CudaCapabilityContext(Architecture);
    }

    /// <summary>What kernels are compiled for.</summary>
    public CudaArchitecture Architecture { get; }

    /// <summary>Of the machine.</summary>
    public MachineOptions Options { get; }

    /// <inheritdoc/>
    public override Accelerator CreateAccelerator(Context context) => new PtxAccelerator(context, this);
}
