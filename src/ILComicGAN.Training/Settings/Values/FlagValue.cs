using System.Text.Json;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>Yes or no.</summary>
internal sealed class FlagValue : SettingValue
{
    public override string Allowed => "true or false";

    public override string Placeholder => "true|false";

    public override bool IsAllowed(object value) => true;

    public override object? Parse(string text) => bool.TryParse(text, out bool flag) ? flag : null;

    public override object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public override void Write(Utf8JsonWriter json, object value) => json.WriteBooleanValue((bool)value);

    public override string Format(object value) => (bool)value ? "true" : "false";
}
