using System.CommandLine;
using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Bench.Machine;

/// <summary>The processor's choice between Winograd and a direct product: what the cost model says beside what the clock says.</summary>
internal static class ChoiceCommand
{
    private const int Repeats = 7;

    /// <summary>Channels, rows and columns as stored, and whether they are enlarged to twice their size or read with a stride of 2.</summary>
    private static readonly (int Channels, int Size, int Enlarge, int Stride)[] s_shapes =
    [
        (16, 32, 1, 1), (16, 64, 1, 1), (16, 256, 1, 1), (24, 128, 1, 1), (32, 16, 1, 1), (32, 64, 1, 1), (64, 16, 1, 1),
        (64, 64, 1, 1), (64, 256, 1, 1), (128, 12, 1, 1), (128, 32, 1, 1), (128, 128, 1, 1), (256, 8, 1, 1), (256, 16, 1, 1),
        (256, 64, 1, 1), (512, 8, 1, 1), (512, 16, 1, 1), (512, 32, 1, 1),
        (16, 64, 2, 1), (32, 32, 2, 1), (64, 16, 2, 1), (64, 128, 2, 1), (128, 32, 2, 1), (256, 8, 2, 1), (256, 32, 2, 1),
        (16, 64, 1, 2), (32, 128, 1, 2), (64, 32, 1, 2), (64, 256, 1, 2), (128, 64, 1, 2), (256, 16, 1, 2), (256, 64, 1, 2),
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
        (int lanes, int tileRows) = direct.Level == SimdLevel.Vector512 ? (16, 8) : direct.Level == SimdLevel.Vector256 ? (8, 4) : (4, 4);
        foreach ((int channels, int size, int enlarge, int stride) in s_shapes)
        {
            InputView view = new(size, size, enlarge, 1, 1, 1, 1);
            Conv2dShape shape = new(1, channels, view.PaddedHeight, view.PaddedWidth, channels, 3, 3, stride, 0, 1);
            double model = ConvolutionCost.Direct(channels, channels, (long)shape.OutHeight * shape.OutWidth, lanes, tileRows)
                / (enlarge == 2 ? ConvolutionCost.Doubled(channels, channels, Tiles(size + 1, 6), lanes, tileRows)
                    : stride == 2 ? ConvolutionCost.Halved(channels, channels, Tiles(shape.OutHeight, 6), lanes, tileRows)
                    : ConvolutionCost.WinogradF6x3(channels, channels, Tiles(size, 6), lanes, tileRows));
            double clock = Seconds(direct, view, shape) / Seconds(winograd, view, shape);
            bool agree = model > 1 == clock > 1;
            same += agree ? 1 : 0;
            string kind = enlarge == 2 ? ", enlarged" : stride == 2 ? ", stride 2" : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {channels} | {size}²{kind} | {model:F2} | {clock:F2} | {(agree ? "yes" : "no")} |"));
        }

        Console.WriteLine($"{same} of {s_shapes.Length} choices are the clock's.");
    }

    private static long Tiles(int size, int tile) => (long)((size + tile - 1) / tile) * ((size + tile - 1) / tile);

    private static double Seconds(CpuDevice device, InputView view, Conv2dShape shape)
    {
        using Tensor x = Random(device, shape.InChannels, view.Height, view.Width);
        using Tensor w = Random(device, shape.OutChannels, shape.InChannels, 3, 3);
        using Tensor y = Tensor.Empty(device, new Shape(1, shape.OutChannels, shape.OutHeight, shape.OutWidth));
        int calls = (int)Math.Clamp(2e8 / shape.FloatingPointOperations, 1, 200);
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat <= Repeats; repeat++)
        {
            TimeSpan time = device.Time(() =>
            {
                for (int i = 0; i < calls; i++)
                {
                    device.Execute(new Conv2d(
                        new ConvolutionInput(x.Buffer, view), w.Buffer, y.Buffer, shape, Accuracy: ConvolutionAccuracy.Relaxed));
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
