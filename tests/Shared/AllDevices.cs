using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Ptx;

namespace ILComicGAN.Tests.Shared;

/// <summary>Tests know all devices, as the program does.</summary>
internal static class AllDevices
{
#pragma warning disable CA2255 // A test assembly is an application: it has no other beginning.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Add()
    {
        DeviceCatalog.Add(new GpuDevices());
        DeviceCatalog.Add(new PtxDevices());
    }
}
