using System.Globalization;
using System.Text.Json;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>A finite number in a range.</summary>
internal sealed class RealNumberValue(SettingAttribute setting) : SettingValue
{
    public override string Allowed => setting.Allowed ?? string.Create(
        CultureInfo.InvariantCulture,
        $"a number {(setting.AboveMin ? "above" : "from")} {setting.Min} {(setting.BelowMax ? "to below" : "to")} {setting.Max}");

    public override string Placeholder => "number";

    public override bool IsAllowed(object value) => IsInRange((double)value, setting);

    public override object? Parse(string text) => TryParse(text, out double number) ? number : null;

    public override object? Read(JsonElement json) => json.ValueKind == JsonValueKind.Number ? Parse(json.GetRawText()) : null;

    public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((double)value);

    public override string Format(object value) => ((double)value).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a number with a point and no separators of thousands.</summary>
    public static bool TryParse(string text, out double number) => double.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    /// <summary>Whether a number is finite and in the range.</summary>
    public static bool IsInRange(double number, SettingAttribute range) =>
        double.IsFinite(number)
        && (range.AboveMin ? number > range.Min : number >= range.Min)
        && (range.BelowMax ? number < range.Max : number <= range.Max);
}
