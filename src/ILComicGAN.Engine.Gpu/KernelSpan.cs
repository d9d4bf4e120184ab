using ILComicGAN.Engine.Elementwise;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

/// <summary>Surrounds a launch with time stamps where a profile is taken; otherwise nothing.</summary>
internal readonly ref struct KernelSpan
{
    private readonly IlgpuDevice? _device;
    private readonly Type? _kernel;
    private readonly ProfilingMarker? _start;

    public KernelSpan(IlgpuDevice device, Type kernel)
    {
        if (device.Log is not null)
        {
            (_device, _kernel) = (device, kernel);
            _start = device.Stream.AddProfilingMarker();
        }
    }

    public void Dispose()
    {
        if (_device is not null)
        {
            _device.Log!.Add(Readable(_kernel!), _start!, _device.Stream.AddProfilingMarker());
        }
    }

    internal static string Readable(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        string arguments = string.Join(", ", type.GetGenericArguments().Select(Readable));
        return type.Name.StartsWith("ValueTuple", StringComparison.Ordinal) ? arguments : $"{type.Name.Split('`')[0]}<{arguments}>";
    }
}
