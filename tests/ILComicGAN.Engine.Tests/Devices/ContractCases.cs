using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>The sizes that a device's contract is tested at: those of a slow device are fewer or smaller, by name.</summary>
internal static class ContractCases
{
    private const double MostOnSimulator = 40_000;
    private const double MostOnMachine = 100_000_000;

    private static IEnumerable<(int Outer, int Count, int Inner)> AllSums =>
    [
        (1, 1, 1), (1, 17, 1), (5, 3, 7), (3, 1031, 1), (1, 3, 1031), (2, 200_003, 1), (3, 5, 3001),
    ];

    private static IEnumerable<(int Batch, int Channels, InputView View, int OutChannels, int Kernel, int Stride, int Groups)> AllViews =>
    [
        (1, 3, new(9, 11, 1, 3, 3, 3, 3), 4, 7, 1, 1),
        (2, 4, new(5, 7, 2, 1, 1, 1, 1), 3, 3, 1, 1),
        (1, 5, new(8, 6, 1, 0, 1, 0, 1), 5, 3, 2, 5),
        (1, 6, new(7, 6, 2, 1, 0, 2, 1), 6, 3, 1, 6),
        (2, 18, new(37, 73, 1, 1, 1, 1, 1), 21, 3, 1, 1),
        (1, 33, new(24, 41, 2, 1, 1, 1, 1), 16, 3, 1, 1),
        (1, 17, new(21, 87, 2, 1, 1, 1, 1), 16, 3, 1, 1),
        (1, 64, new(23, 67, 1, 3, 3, 3, 3), 3, 7, 1, 1),
        (2, 16, new(1, 17, 2, 1, 1, 1, 1), 19, 3, 1, 1),
        (3, 40, new(14, 5, 2, 1, 1, 1, 1), 44, 3, 1, 1),
        (1, 20, new(67, 131, 2, 1, 1, 1, 1), 33, 3, 1, 1),
        (2, 18, new(37, 73, 1, 1, 1, 1, 1), 21, 3, 2, 1),
        (1, 130, new(24, 42, 1, 0, 1, 0, 1), 16, 3, 2, 1),
        (1, 16, new(131, 259, 1, 1, 1, 1, 1), 40, 3, 2, 1),
    ];

    public static IEnumerable<TestCaseData> Sums(string device) => AllSums
        .Where(sum => !TestDevices.IsTiny(device) || (long)sum.Outer * sum.Count * sum.Inner <= 4000)
        .Select(sum => new TestCaseData(sum.Outer, sum.Count, sum.Inner));

    /// <summary>The PTX machine gets as many tiles across, and as many channels, of a quarter of the height.</summary>
    public static IEnumerable<Conv2dShape> Convolutions(string device) => FusedConvolutions(device).Select(shape =>
        TestDevices.IsMachine(device) && shape.FloatingPointOperations > MostOnMachine ? shape with { InHeight = shape.InHeight / 4 } : shape);

    public static IEnumerable<Conv2dShape> FusedConvolutions(string device) =>
        TestDevices.Convolutions.Where(shape => Fits(device, shape));

    public static IEnumerable<TestCaseData> ViewedConvolutions(string device) => AllViews
        .Select(c => (c.View, Shape: new Conv2dShape(
            c.Batch, c.Channels, c.View.PaddedHeight, c.View.PaddedWidth, c.OutChannels, c.Kernel, c.Kernel, c.Stride, 0, c.Groups)))
        .Where(c => Fits(device, c.Shape))
        .Select(c => new TestCaseData(c.View, c.Shape));

    public static bool Fits(string device, Conv2dShape shape) =>
        !TestDevices.IsTiny(device) || shape.FloatingPointOperations <= MostOnSimulator;
}
