using System.Reflection;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu.Choice;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu;

/// <summary>The NVIDIA devices of this machine.</summary>
internal static class CudaDevices
{
    public const string Prefix = "cuda:";

    /// <summary>How many there are; 0 without NVIDIA's driver.</summary>
    public static int Count()
    {
        try
        {
            using Context context = CreateContext();
            return context.GetCudaDevices().Count;
        }
        catch (Exception e) when (e is DllNotFoundException or CudaException or NotSupportedException)
        {
            return 0;
        }
    }

    /// <summary>Opens device <paramref name="index"/> of <see cref="Count"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="options">Whether to measure kernels, and the precision of products.</param>
    public static IlgpuDevice Open(int index, DeviceOptions options)
    {
        Precision precision = options.Precision;
        Context context = CreateContext();
        try
        {
            CudaDevice device = context.GetCudaDevice(index);
            string remark = Retarget(device);
            CudaAccelerator accelerator = device.CreateCudaAccelerator(context);
            string platform = $"sm_{accelerator.Architecture.Major}{accelerator.Architecture.Minor}, driver for CUDA {device.DriverVersion.Major}.{device.DriverVersion.Minor}";
            if (precision == Precision.TensorFloat32 && accelerator.Architecture < CudaArchitecture.SM_80)
            {
                accelerator.Dispose();
                throw new NotSupportedException("tf32 tensor cores need compute capability 8.0 (RTX 30) or newer; f16 runs here");
            }

            return new IlgpuDevice(
                $"{Prefix}{index}",
                context,
                accelerator,
                platform + remark,
                options.Tune ? new ChoiceFile(ChoiceFile.DefaultFolder, $"{device.Name} {platform} {precision}") : null)
            {
                Precision = precision,
            };
        }
        catch (NotSupportedException e)
        {
            context.Dispose();
            throw new DeviceNotFoundException($"{Prefix}{index} cannot be used: {e.Message}.");
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static Context CreateContext() => Context.Create(static builder => IlgpuContext.Configure(builder).Cuda(static _ => true));

    /// <summary>
    /// ILGPU takes the card's own number as the PTX target even where it or the driver is too old to know it, and the
    /// driver's compiler then refuses every kernel (ILGPU issues 36 and 880).
    /// </summary>
    private static string Retarget(CudaDevice device)
    {
        if (device.Architecture is not { } card)
        {
            return "";
        }

        CudaTarget target = CudaTarget.Choose(card.Major, card.Minor, device.DriverVersion.Major, device.DriverVersion.Minor);
        Set(nameof(CudaDevice.Architecture), target.Architecture);
        Set(nameof(CudaDevice.InstructionSet), target.InstructionSet);
        return target.Remark is null ? "" : $"; {target.Remark}";

        void Set(string property, object value) =>
            typeof(CudaDevice).GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.SetValue(device, value);
    }
}
