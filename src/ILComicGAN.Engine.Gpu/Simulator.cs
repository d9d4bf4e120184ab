using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILComicGAN.Engine.Gpu;

/// <summary>
/// The kernels on ILGPU's own CPU accelerator, for stepping through them in a debugger and for checking them without a
/// GPU. Every thread of a group is a thread of the machine: tiny sizes only.
/// </summary>
internal static class Simulator
{
    public const string Name = "simulator";

    private const int ThreadsPerWarp = 4;
    private const int WarpsPerMultiprocessor = 4;

    public static IlgpuDevice Open()
    {
        Context context = Context.Create(builder => IlgpuContext.Configure(builder)
            .CPU(new CPUDevice(ThreadsPerWarp, WarpsPerMultiprocessor, numMultiprocessors: 1)));
        try
        {
            return new IlgpuDevice(Name, context, context.CreateCPUAccelerator(0), "ILGPU's CPU accelerator");
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }
}
