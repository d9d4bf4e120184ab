using System.Text.Json;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>One of the names of an enumeration; its numbers are an accident of the source and are refused.</summary>
internal sealed class ChoiceValue(Type type) : SettingValue
{
    private readonly (string Name, object Value)[] _choices =
        [.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(number => Enum.ToObject(type, number)).Select(value => (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!), value))];

    public override string Allowed => $"one of {string.Join(", ", Names)}";

    public override string Placeholder => string.Join('|', Names);

    private IEnumerable<string> Names => _choices.Select(choice => choice.Name);

    public override bool IsAllowed(object value) => Enum.IsDefined(type, value);

    public override object? Parse(string text) =>
        _choices.FirstOrDefault(choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Value;

    public override object? Read(JsonElement json) => json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!) : null;

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    public override string Format(object value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!);

    public override string Suggest(string text) => NearestName.Suggest(text, Names);
}
