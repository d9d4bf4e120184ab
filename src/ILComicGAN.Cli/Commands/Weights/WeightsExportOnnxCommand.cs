using System.CommandLine;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Stylization;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Weights;

/// <summary>Writes a generator as an ONNX model.</summary>
internal static class WeightsExportOnnxCommand
{
    private const string Extension = ".onnx";

    public static Command Create()
    {
        Argument<string[]> files = new("file")
        {
            Description = "The .onnx file to write; before it, a generator's weights if not those that ship: 'export-onnx run/generator.safetensors my.onnx'.",
            Arity = new ArgumentArity(1, 2),
        };
        Command command = new("export-onnx", "Write a generator as an ONNX model for pictures of any size.") { files };
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(files)!;
            string target = names[^1];
            if (!target.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"The output '{target}' must end in {Extension}.");
            }

            string source = names.Length == 2 ? WeightSearchPath.Find(names[0]) : ShippedWeights.Find();
            OutputGuard.RequireApart(target, "The output", [source]);
            using WeightFile file = WeightFile.Open(source);
            using CpuDevice device = CpuDevice.Create(threads: 1);
            using Generator generator = GeneratorFile.Load(file, device);
            GeneratorFile.ExportOnnx(generator, target, file.Metadata);
            Console.WriteLine(target);
            return ExitCode.Success;
        });
        return command;
    }
}
