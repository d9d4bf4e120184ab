using System.CommandLine;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Weights;

/// <summary>Writes any readable weight file as .safetensors.</summary>
internal static class WeightsConvertCommand
{
    private const string Extension = ".safetensors";

    public static Command Create()
    {
        Argument<string> input = WeightsCommand.Input("in");
        Argument<string> output = new("out") { Description = "The .safetensors file to write." };
        Option<bool> half = new("--half") { Description = "Store float16 instead of float32." };
        Option<bool> rename = new("--rename")
        {
            Description = "Give the tensors of a VGG-19 torchvision's names and order of axes; its preprocessing goes into the metadata.",
        };
        Command command = new("convert", "Write a weight file as .safetensors, with its metadata.") { input, output, half, rename };
        command.SetAction(parsed => Run(
            WeightSearchPath.Find(parsed.GetValue(input)!), parsed.GetValue(output)!, parsed.GetValue(half), parsed.GetValue(rename)));
        return command;
    }

    private static int Run(string input, string output, bool half, bool rename)
    {
        if (!output.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"The output '{output}' must end in {Extension}.");
        }

        OutputGuard.RequireApart(output, "The output", [input]);
        using WeightFile file = WeightFile.Open(input);
        (IReadOnlyList<WeightTensor> tensors, IReadOnlyDictionary<string, string> metadata) = rename
            ? VggFile.Rename(file) ?? throw new WeightFormatException($"The weights '{input}' cannot be renamed: they are no VGG-19 whose names are known.")
            : (file.Tensors, file.Metadata);
        Safetensors.Write(output, tensors, metadata, half ? WeightType.Float16 : WeightType.Float32);
        foreach (string note in file.Notes)
        {
            Console.Error.WriteLine($"{note}.");
        }

        Console.WriteLine(output);
        return ExitCode.Success;
    }
}
