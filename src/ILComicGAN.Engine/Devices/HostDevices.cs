using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Reference;

namespace ILComicGAN.Engine.Devices;

/// <summary>The devices that every machine has.</summary>
internal sealed class HostDevices : IDeviceProvider
{
    public IEnumerable<(string Name, string Purpose)> Known =>
    [
        (CpuDevice.DeviceName, "vector code on all cores"),
        (ReferenceDevice.DeviceName, "plain loops in double precision, for checking"),
    ];

    public IEnumerable<string> Best => [];

    public Device? Open(string name, DeviceOptions options)
    {
        switch (name)
        {
            case CpuDevice.DeviceName:
                options.RequireFloat32(name);
                return CpuDevice.Create(options.Threads, precise: options.Precise);
            case ReferenceDevice.DeviceName:
                options.RequireFloat32(name);
                return new ReferenceDevice();
            default:
                return null;
        }
    }
}
