using System.Globalization;
using System.Text.Json;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>A text of some format.</summary>
internal sealed class TextValue(SettingAttribute setting) : SettingValue
{
    /// <summary>As long as a path may be on Linux.</summary>
    private const int MaxLength = 4096;

    private static readonly string[] s_layers =
        [.. Vgg19.Depths.SelectMany((depth, block) => Enumerable.Range(1, depth).Select(i => string.Create(CultureInfo.InvariantCulture, $"conv{block + 1}_{i}")))];

    public override string Allowed => setting.Allowed ?? setting.Format switch
    {
        TextFormat.Folder => "the path of a folder",
        TextFormat.File => "the path of a file",
        TextFormat.MemorySize => "a number with a unit, as 4GB or 3500MiB",
        TextFormat.VggLayer => "a convolution of VGG-19, from conv1_1 to conv5_4",
        _ => "a text of one line",
    };

    public override string Placeholder => setting.Format switch
    {
        TextFormat.Folder => "folder",
        TextFormat.File => "file",
        TextFormat.MemorySize => "size",
        TextFormat.VggLayer => "layer",
        _ => "text",
    };

    /// <summary>A control character can end a path early or change what a terminal shows.</summary>
    public override bool IsAllowed(object value) =>
        value is string { Length: > 0 and <= MaxLength } text && !text.Any(char.IsControl) && setting.Format switch
        {
            TextFormat.MemorySize => MemorySize.Parse(text) is not null,
            TextFormat.VggLayer => s_layers.Contains(text),
            _ => true,
        };

    public override object? Parse(string text) => text;

    public override object? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);

    public override string Format(object value) => (string)value;

    public override string Suggest(string text) =>
        setting.Format == TextFormat.VggLayer ? NearestName.Suggest(text, s_layers) : "";
}
