using System.Reflection;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Gpu.Drivers;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu;

/// <summary>The NVIDIA devices of this machine.</summary>
internal static class CudaDevices
{
    public const string Prefix = "cuda:";

    /// <summary>How many there are, those that cannot be used included; 0 without NVIDIA's driver.</summary>
    public static int Count() => CudaDriver.Cards().Count;

    /// <summary>Opens device <paramref name="index"/> of <see cref="Count"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="options">Whether to measure kernels, and the precision of products.</param>
    /// <exception cref="DeviceNotFoundException">The card cannot be used, or cannot do what is asked.</exception>
    /// <exception cref="DeviceFailedException">It could be used, but its driver fails.</exception>
    public static IlgpuDevice Open(int index, DeviceOptions options)
    {
        CudaCard card = CudaDriver.Cards()[index];
        if (card.Device is not { } device || card.Target is not { } target)
        {
            throw new DeviceNotFoundException($"{Prefix}{index} cannot be used: {card.Problem}.");
        }

        if (options.Precision == Precision.TensorFloat32 && device.Architecture < CudaArchitecture.SM_80)
        {
            throw new DeviceNotFoundException(
                $"{Prefix}{index} cannot be used: tf32 tensor cores need compute capability 8.0 (RTX 30) or newer; f16 runs here.");
        }

        Retarget(device, target);
        Context context = Context.Create(static builder => IlgpuContext.Configure(builder).Cuda(static _ => false));
        try
        {
            return Open(index, device, target, context, options);
        }
        catch (CudaException e)
        {
            context.Dispose();
            throw DriverError.Explain($"{Prefix}{index} ({card.Name})", "being opened", e);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static IlgpuDevice Open(int index, CudaDevice device, CudaTarget target, Context context, DeviceOptions options)
    {
        CudaAccelerator accelerator = device.CreateCudaAccelerator(context);
        string platform = $"sm_{accelerator.Architecture.Major}{accelerator.Architecture.Minor}, driver for CUDA {device.DriverVersion.Major}.{device.DriverVersion.Minor}";
        string remark = target.Remark is null ? "" : $"; {target.Remark}";
        return new IlgpuDevice(
            $"{Prefix}{index}",
            context,
            accelerator,
            platform + remark,
            options.Tune ? new ChoiceFile(ChoiceFile.DefaultFolder, $"{device.Name} {platform} {options.Precision}") : null)
        {
            Precision = options.Precision,
        };
    }

    /// <summary>
    /// ILGPU takes the card's own number as the PTX target even where it or the driver is too old to know it, and the
    /// driver's compiler then refuses every kernel (ILGPU issues 36 and 880).
    /// </summary>
    private static void Retarget(CudaDevice device, CudaTarget target)
    {
        Set(nameof(CudaDevice.Architecture), target.Architecture);
        Set(nameof(CudaDevice.InstructionSet), target.InstructionSet);

        void Set(string property, object value) =>
            typeof(CudaDevice).GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.SetValue(device, value);
    }
}
