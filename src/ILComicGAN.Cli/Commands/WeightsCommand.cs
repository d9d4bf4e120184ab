using System.CommandLine;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands;

/// <summary>Works on weight files.</summary>
internal static class WeightsCommand
{
    private const string Extension = ".safetensors";

    public static Command Create()
    {
        Argument<string> input = new("in") { Description = "A .safetensors or PyTorch .pth file." };
        Argument<string> output = new("out") { Description = "The .safetensors file to write." };
        Option<bool> half = new("--half") { Description = "Store float16 instead of float32." };
        Command convert = new("convert", "Write a weight file as .safetensors, with its metadata.") { input, output, half };
        convert.SetAction(parsed =>
        {
            string target = parsed.GetValue(output)!;
            if (!target.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"The output '{target}' must end in {Extension}.");
            }

            WeightFile file = WeightFile.Read(parsed.GetValue(input)!);
            Safetensors.Write(
                target, file.Tensors, file.Metadata, parsed.GetValue(half) ? WeightType.Float16 : WeightType.Float32);
            Console.WriteLine(target);
            return ExitCode.Success;
        });
        return new Command("weights", "Work on weight files.") { convert, WeightsExportOnnxCommand.Create() };
    }
}
