using System.Text.Json;
using System.Text.Json.Serialization;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Runs.Reports;

/// <summary>Writes every text of a page, names included, so that it shows as what it is (<see cref="PlainText"/>).</summary>
internal sealed class PlainTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(PlainText.Of(value));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(PlainText.Of(value));
}
