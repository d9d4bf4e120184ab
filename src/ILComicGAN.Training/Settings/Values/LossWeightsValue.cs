using System.Text.Json;
using ILComicGAN.Networks.Losses;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>The coefficients of the loss terms: an object in a file, “content=2.5,gray=12.5” when typed. Terms that are not named keep their defaults.</summary>
internal sealed class LossWeightsValue(SettingAttribute range) : SettingValue
{
    private readonly RealNumberValue _number = new(range);

    public override string Allowed => $"{_number.Allowed} for each of {string.Join(", ", Names)}, as {Names.First()}=1";

    public override string Placeholder => "term=weight,…";

    private static IEnumerable<string> Names => LossTerms.All.Select(term => term.Name);

    public override bool IsAllowed(object value) => LossTerms.All.All(term => _number.IsAllowed(((LossWeights)value)[term.Name]));

    public override object? Parse(string text) => Of(text.Split(',').Select(part => part.Split('=', 2)).Select(pair =>
        (pair[0].Trim(), pair.Length == 2 && RealNumberValue.TryParse(pair[1].Trim(), out double weight) ? weight : double.NaN)));

    public override object? Read(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? Of(json.EnumerateObject().Select(property => (property.Name, _number.Read(property.Value) is double weight ? weight : double.NaN)))
        : null;

    public override void Write(Utf8JsonWriter json, object value)
    {
        json.WriteStartObject();
        foreach (string name in Names)
        {
            json.WriteNumber(name, ((LossWeights)value)[name]);
        }

        json.WriteEndObject();
    }

    public override string Format(object value) =>
        string.Join(',', Names.Select(name => $"{name}={_number.Format(((LossWeights)value)[name])}"));

    public override string Suggest(string text) => string.Concat(text.Split([',', '{', '}']).Select(part => part.Split(['=', ':'])[0].Trim(' ', '"', '\n', '\r', '\t'))
        .Where(name => name.Length > 0 && !Names.Contains(name)).Take(1).Select(name => NearestName.Suggest(name, Names)));

    private static LossWeights? Of(IEnumerable<(string Name, double Weight)> pairs)
    {
        LossWeights weights = new();
        foreach ((string name, double weight) in pairs)
        {
            if (!Names.Contains(name))
            {
                return null;
            }

            weights = weights.With(name, weight);
        }

        return weights;
    }
}
