using System.Reflection;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu.Choice;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace ILComicGAN.Engine.Gpu;

/// <summary>The OpenCL devices of this machine: AMD, Intel, and processors through PoCL.</summary>
internal static class OpenClDevices
{
    public const string Prefix = "opencl:";

    /// <summary>How many there are; 0 where OpenCL is not installed.</summary>
    public static int Count()
    {
        try
        {
            using Context context = CreateContext();
            return context.GetCLDevices().Count;
        }
        catch (Exception e) when (e is DllNotFoundException or CLException or NotSupportedException)
        {
            return 0;
        }
    }

    /// <summary>Opens device <paramref name="index"/> of <see cref="Count"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="options">Whether to measure kernels.</param>
    public static IlgpuDevice Open(int index, DeviceOptions options)
    {
        options.RequireFloat32($"{Prefix}{index}");
        Context context = CreateContext();
        try
        {
            CLDevice device = context.GetCLDevice(index);
            AllowGenericAddresses(device);
            string platform = $"{device.PlatformName.Trim()}, OpenCL {device.DeviceVersion.Major}.{device.DeviceVersion.Minor}";
            return new IlgpuDevice(
                $"{Prefix}{index}",
                context,
                device.CreateAccelerator(context),
                platform,
                options.Tune ? new ChoiceFile(ChoiceFile.DefaultFolder, $"{device.Name} {platform}") : null);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static Context CreateContext() =>
        Context.Create(builder => IlgpuContext.Configure(builder).OpenCL(static _ => true));

    /// <summary>
    /// ILGPU refuses a device that does not name the generic address space among its features, as PoCL up to 3.1 does
    /// not. Our kernels never use one: every view's address space is known where it is read.
    /// </summary>
    private static void AllowGenericAddresses(CLDevice device)
    {
        PropertyInfo? feature = device.Capabilities.GetType().GetProperty(
            "GenericAddressSpace", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        if (feature is { CanWrite: true })
        {
            feature.SetValue(device.Capabilities, true);
        }
    }
}
