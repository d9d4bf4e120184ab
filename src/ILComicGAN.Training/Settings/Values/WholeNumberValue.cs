using System.Globalization;
using System.Text.Json;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>A whole number in a range.</summary>
/// <param name="setting">The range.</param>
/// <param name="least">The smallest number of the type.</param>
/// <param name="most">The largest.</param>
/// <param name="convert">Makes it a number of the type.</param>
internal sealed class WholeNumberValue(SettingAttribute setting, Int128 least, Int128 most, Func<Int128, object> convert) : SettingValue
{
    private readonly Int128 _min = double.IsFinite(setting.Min) ? (Int128)setting.Min : least;
    private readonly Int128 _max = double.IsFinite(setting.Max) ? (Int128)setting.Max : most;

    public override string Allowed => setting.Allowed ?? string.Create(
        CultureInfo.InvariantCulture,
        $"a {(setting.MultipleOf > 1 ? $"multiple of {setting.MultipleOf}" : "whole number")} from {_min} to {_max}");

    public override string Placeholder => "number";

    public override bool IsAllowed(object value)
    {
        Int128 number = value is int small ? small : (ulong)value;
        return number >= _min && number <= _max && number % setting.MultipleOf == 0;
    }

    public override object? Parse(string text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 number) && number >= least && number <= most
            ? convert(number)
            : null;

    public override object? Read(JsonElement json) => json.ValueKind == JsonValueKind.Number ? Parse(json.GetRawText()) : null;

    public override void Write(Utf8JsonWriter json, object value) => json.WriteRawValue(Format(value));

    public override string Format(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
