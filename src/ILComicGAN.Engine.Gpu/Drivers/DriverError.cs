using System.Globalization;
using ILComicGAN.Engine.Devices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace ILComicGAN.Engine.Gpu.Drivers;

/// <summary>What an error of a driver means to a user.</summary>
internal static class DriverError
{
    /// <summary>NVIDIA's numbers that ILGPU has no names for, or that are told apart here.</summary>
    public const int OutOfMemory = 2, StubLibrary = 34, Unavailable = 46, NoDevice = 100, NoBinary = 209, Ecc = 214, InvalidPtx = 218,
        UnsupportedPtx = 222, IllegalAddress = 700, OutOfResources = 701, Timeout = 702, LaunchFailed = 719, NotReady = 802, Mismatch = 803, NotCompatible = 804, Unknown = 999;

    /// <summary>One sentence on what failed, and one on what to do.</summary>
    /// <param name="device">As people know it: its name here and the card's.</param>
    /// <param name="work">What it was doing, as “computing Conv2d”.</param>
    /// <param name="error">What the driver said.</param>
    /// <param name="log">What the driver's compiler wrote; null for nothing.</param>
    public static DeviceFailedException Explain(string device, string work, AcceleratorException error, string? log = null)
    {
        int code = CodeOf(error);
        string said = error switch
        {
            CudaException cuda => $"{Words(code, error.Message)} ({cuda.Error})",
            CLException opencl => $"OpenCL's error {opencl.Error}",
            _ => error.Message.TrimEnd('.'),
        };
        string compiler = string.IsNullOrWhiteSpace(log) ? "" : $" Its compiler wrote: {log.ReplaceLineEndings(" ").Trim().TrimEnd('.')}.";
        return new DeviceFailedException($"{device} failed while {work}: {said}. {Advice(code)}{compiler}", error) { IsLasting = IsLasting(code) };
    }

    /// <summary>NVIDIA's number; 0 for the error of another driver.</summary>
    public static int CodeOf(AcceleratorException error) =>
        error is CudaException cuda && Enum.TryParse(cuda.Error, out CudaError code) ? (int)code : 0;

    /// <summary>What to do about an error.</summary>
    public static string Advice(int code) => code switch
    {
        OutOfMemory => "Its memory is full: close other programs that use it, or take a smaller picture, crop or batch.",
        Unavailable => "Another program has it for itself: wait for that, or name another device with --device.",
        Ecc => "Its memory has an error that cannot be corrected: restart the machine, and look at the card if it comes again.",
        NoBinary or InvalidPtx or UnsupportedPtx => "NVIDIA's driver cannot compile a kernel for it: install a newer driver.",
        IllegalAddress or LaunchFailed or (>= 714 and <= 718) =>
            "A kernel did what it may not, which is a fault of this program or of the card: --no-tune or --device cpu may help, and a report would.",
        OutOfResources => "A kernel needs more than this card has: --no-tune may choose another, and a report would help.",
        Timeout => "A kernel took longer than the system allows a card that draws the screen: take a smaller picture, crop or batch.",
        NotReady => "NVIDIA's services for this machine are not running yet: wait, or start them.",
        Mismatch => "The parts of NVIDIA's driver are of different versions, as they are after an update: restart the machine.",
        NotCompatible => "This NVIDIA driver does not serve this card: install the one that is made for it.",
        Unknown => "NVIDIA's driver does not say why: restart the machine, or install the driver anew if it comes again.",
        _ => "Try again, or use --device cpu; if it stays, restart the machine, and a report would help.",
    };

    /// <summary>Whether a device is of no use after an error: every later call returns the same.</summary>
    private static bool IsLasting(int code) => code is Ecc or IllegalAddress or Timeout or (>= 714 and <= LaunchFailed) or 709 or 710;

    /// <summary>The driver's words; ours where it or ILGPU has none.</summary>
    public static string Words(int code, string said) => code switch
    {
        Unavailable => "the card is busy or unavailable",
        UnsupportedPtx => "the driver is too old for the kernels",
        Mismatch => "the parts of the driver do not fit each other",
        _ when !said.StartsWith("Cannot resolve", StringComparison.OrdinalIgnoreCase) && said.Length > 0 => said.TrimEnd('.'),
        _ => string.Create(CultureInfo.InvariantCulture, $"the driver's error {code}"),
    };
}
