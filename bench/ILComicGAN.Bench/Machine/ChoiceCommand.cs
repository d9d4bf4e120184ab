using System.CommandLine;
using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Bench.Machine;

/// <summary>The processor's choice between Winograd and a direct product: what the cost model says beside what the clock says.</summary>
internal static class ChoiceCommand
{
    private const int Repeats = 7;

    private static readonly (int Channels, int Size)[] s_shapes =
    [
        (16, 32), (16, 64), (16, 256), (24, 128), (32, 16), (32, 64), (64, 16), (64, 64), (64, 256),
        (128, 12), (128, 32), (128, 128), (256, 8), (256, 16), (256, 64), (512, 8), (512, 16), (512, 32),
    ];

    public static Command Create()
    {
        Option<int> threads = BenchOptions.Threads();
        Command command = new("choice", "3×3 convolutions directly and by Winograd: the cost model beside the clock.") { threads };
        command.SetAction(parsed =>
        {
            Run(parsed.GetValue(threads));
            return 0;
        });
        return command;
    }

    private static void Run(int threads)
    {
        using CpuDevice direct = CpuDevice.Create(threads, precise: true);
        using CpuDevice winograd = CpuDevice.Create(threads);
        winograd.AlwaysWinograd = true;
        Console.WriteLine("| channels | size | direct / Winograd by model | by the clock | same choice |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        int same = 0;
        foreach ((int channels, int size) in s_shapes)
        {
            (int lanes, int tileRows) = direct.Level == SimdLevel.Vector512 ? (16, 8) : direct.Level == SimdLevel.Vector256 ? (8, 4) : (4, 4);
            long tiles = (long)((size + 3) / 4) * ((size + 3) / 4);
            double model = ConvolutionCost.Direct(channels, channels, (long)size * size, lanes, tileRows)
                / ConvolutionCost.Winograd(channels, channels, tiles, lanes, tileRows);
            double clock = Seconds(direct, channels, size) / Seconds(winograd, channels, size);
            bool agree = model > 1 == clock > 1;
            same += agree ? 1 : 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {channels} | {size}² | {model:F2} | {clock:F2} | {(agree ? "yes" : "no")} |"));
        }

        Console.WriteLine($"{same} of {s_shapes.Length} choices are the clock's.");
    }

    private static double Seconds(CpuDevice device, int channels, int size)
    {
        Conv2dShape shape = new(1, channels, size, size, channels, 3, 3, 1, 1, 1);
        using Tensor x = Random(device, channels, size, size);
        using Tensor w = Random(device, channels, channels, 3, 3);
        using Tensor y = Tensor.Empty(device, new Shape(1, channels, size, size));
        int calls = (int)Math.Clamp(2e8 / shape.FloatingPointOperations, 1, 200);
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat <= Repeats; repeat++)
        {
            TimeSpan time = device.Time(() =>
            {
                for (int i = 0; i < calls; i++)
                {
                    device.Conv2d(x.Buffer, w.Buffer, null, y.Buffer, shape);
                }
            });
            // The first one compiles.
            best = repeat == 0 ? best : Math.Min(best, time.TotalSeconds / calls);
        }

        return best;
    }

    private static Tensor Random(Device device, params int[] sizes)
    {
        Shape shape = new(sizes);
        float[] values = new float[shape.Count];
        new RandomStream(1, (ulong)shape.Count).FillUniform(values, -1, 1);
        return Tensor.FromHost(device, shape, values);
    }
}
