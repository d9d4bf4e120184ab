using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Weights;

/// <summary>Works on weight files of every format that can be read.</summary>
internal static class WeightsCommand
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Command Create() => new("weights", "Work on weight files.")
    {
        WeightsInspectCommand.Create(),
        WeightsConvertCommand.Create(),
        WeightsDiffCommand.Create(),
        WeightsExportOnnxCommand.Create(),
    };

    /// <summary>An argument that names a file to read.</summary>
    internal static Argument<string> Input(string name) => new(name)
    {
        Description = $"A .safetensors, .pth, .npy, .npz, .h5 or .onnx file, here or on the shelf (see {WeightSearchPath.Variable}).",
    };

    internal static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Text of a file for a terminal: without codes that steer it.</summary>
    internal static string Shown(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '·' : c));
}
