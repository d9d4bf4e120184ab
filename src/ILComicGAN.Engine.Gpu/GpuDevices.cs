using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Gpu;

/// <summary>The devices that run the ILGPU kernels: NVIDIA's cards, OpenCL's devices, and ILGPU's simulator.</summary>
public sealed class GpuDevices : IDeviceProvider
{
    private static readonly (string Prefix, string Purpose, Func<int> Count, Func<int, DeviceOptions, Device> Open)[] s_numbered =
    [
        (CudaDevices.Prefix, "the GPU kernels on NVIDIA", CudaDevices.Count, CudaDevices.Open),
        (OpenClDevices.Prefix, "the GPU kernels through OpenCL", OpenClDevices.Count, OpenClDevices.Open),
    ];

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Purpose)> Known =>
        s_numbered
            .SelectMany(kind => Enumerable.Range(0, kind.Count()).Select(i => ($"{kind.Prefix}{i}", kind.Purpose)))
            .Append((Simulator.Name, "the GPU kernels on ILGPU's simulator, for debugging; very slow"));

    /// <inheritdoc/>
    public IEnumerable<string> Best => Enumerable.Range(0, CudaDevices.Count()).Select(i => $"{CudaDevices.Prefix}{i}");

    /// <inheritdoc/>
    public Device? Open(string name, DeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        if (name == Simulator.Name)
        {
            options.RequireFloat32(name);
            return Simulator.Open();
        }

        foreach ((string prefix, _, Func<int> count, Func<int, DeviceOptions, Device> open) in s_numbered)
        {
            string numbered = name == prefix[..^1] ? $"{prefix}0" : name;
            if (numbered.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(numbered.AsSpan(prefix.Length), out int index)
                && index >= 0
                && index < count())
            {
                return open(index, options);
            }
        }

        return null;
    }
}
