using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu.Drivers;

/// <summary>NVIDIA's driver, asked card by card: ILGPU's own list ends at the first card that cannot be asked.</summary>
internal static unsafe class CudaDriver
{
    private const string LinuxName = "libcuda.so.1";

    private static readonly string[] s_names = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : [LinuxName, "libcuda.so", $"/usr/lib/wsl/lib/{LinuxName}"];

    private static readonly Lazy<int?> s_beginning = new(Begin);

    private static readonly Lazy<CudaCard[]> s_cards = new(AskAll);

    /// <summary>Why the driver as a whole cannot be used, though it and a card may be there; null where it can, or is not installed.</summary>
    public static string? Problem => s_beginning.Value is { } code and not (0 or DriverError.NoDevice or DriverError.StubLibrary)
        ? string.Create(CultureInfo.InvariantCulture, $"NVIDIA's driver does not start: {DriverError.Words(code, "")} ({code}). {DriverError.Advice(code).TrimEnd('.')}")
        : null;

    /// <summary>The cards in the driver's order, those that cannot be used with the reason; asked once.</summary>
    public static IReadOnlyList<CudaCard> Cards()
    {
        if (s_beginning.Value is 0)
        {
            return s_cards.Value;
        }

        return Problem is { } problem ? [new CudaCard(null, "", null, problem)] : [];
    }

    /// <summary>By itself, since ILGPU starts the driver when a method that names its interface begins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CudaCard[] AskAll()
    {
        if (!CudaAPI.CurrentAPI.IsSupported)
        {
            return [new CudaCard(null, "", null, "NVIDIA's driver did not start a second time")];
        }

        try
        {
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.GetDeviceCount(out int count));
            return [.. Enumerable.Range(0, count).Select(Ask)];
        }
        catch (CudaException e)
        {
            return [new CudaCard(null, "", null, Sentence(e))];
        }
    }

    private static CudaCard Ask(int ordinal)
    {
        string name = $"card {ordinal}";
        try
        {
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.GetDevice(out int id, ordinal));
            CudaDevice device = Create(id);
            name = device.Name;
            CudaArchitecture card = device.Architecture!.Value;
            CudaTarget target = CudaTarget.Choose(card.Major, card.Minor, device.DriverVersion.Major, device.DriverVersion.Minor);
            return new CudaCard(device, name, target, null);
        }
        catch (CudaException e)
        {
            return new CudaCard(null, name, null, Sentence(e));
        }
        catch (NotSupportedException e)
        {
            return new CudaCard(null, name, null, e.Message);
        }
    }

    private static string Sentence(CudaException e)
    {
        int code = DriverError.CodeOf(e);
        return $"{DriverError.Words(code, e.Message)} ({e.Error}). {DriverError.Advice(code).TrimEnd('.')}";
    }

    /// <summary>Starts the driver.</summary>
    /// <returns>Its error, 0 for none; null where there is no driver.</returns>
    private static int? Begin()
    {
        if (OperatingSystem.IsLinux())
        {
            // ILGPU asks for libcuda.so, which comes with the tools for developers on some systems.
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) =>
                name == CudaAPI.LibNameLinux && TryLoad(out nint found) ? found : 0;
        }

        return TryLoad(out nint library) && NativeLibrary.TryGetExport(library, "cuInit", out nint start)
            ? ((delegate* unmanaged<uint, int>)start)(0)
            : null;
    }

    private static bool TryLoad(out nint library)
    {
        foreach (string name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out library))
            {
                return true;
            }
        }

        library = 0;
        return false;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern CudaDevice Create(int id);
}
