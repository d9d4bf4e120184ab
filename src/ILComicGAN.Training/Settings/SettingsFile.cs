using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ILComicGAN.Training.Settings;

/// <summary>Settings as a JSON object with a property for each.</summary>
internal static class SettingsFile
{
    /// <summary>Larger than any settings; another file was named by mistake, or does not end.</summary>
    private const int MaxBytes = 1 << 20;

    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsException">It is missing, no settings file, or has an unknown or impossible value.</exception>
    public static TrainingSettings Load(string path)
    {
        try
        {
            string text = InputFile.ReadAllText(path, MaxBytes);
            return text.Length > 0 ? Parse(text, path) : throw new SettingsException($"'{PlainText.Of(path)}' is no settings file: it is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The settings file '{PlainText.Of(path)}' cannot be read: {PlainText.Of(e.Message.TrimEnd('.'))}.", e);
        }
    }

    /// <summary>Reads settings; <paramref name="source"/> is what messages call them.</summary>
    /// <exception cref="SettingsException">It is not JSON, or has an unknown or impossible value.</exception>
    public static TrainingSettings Parse(string json, string source)
    {
        string called = PlainText.Of(source);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, s_reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new SettingsException($"The settings in '{called}' are not valid: they must be a JSON object, as {{ \"batch\": 4 }}.");
            }

            TrainingSettings settings = new();
            HashSet<Setting> read = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                Setting setting = SettingTable.Find(property.Name) ?? throw Unknown(property.Name, called);
                if (!read.Add(setting))
                {
                    throw new SettingsException($"The settings in '{called}' are not valid: '{setting.Name}' is there twice.");
                }

                settings = setting.WithRead(settings, property.Value, source);
            }

            return settings;
        }
        catch (JsonException e)
        {
            throw new SettingsException($"The settings in '{called}' are not valid: this is not JSON ({Place(e)}).", e);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"The settings in '{called}' are not valid: a name is not text.", e);
        }
    }

    /// <summary>Writes settings.</summary>
    public static string Write(TrainingSettings settings)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (Setting setting in SettingTable.All)
            {
                setting.Write(json, settings);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static SettingsException Unknown(string name, string source)
    {
        string suggestion = NearestName.Suggest(name, SettingTable.All.Select(setting => setting.Name));
        return new SettingsException(
            $"The settings in '{source}' are not valid: there is no setting '{PlainText.Of(name, 60)}'{(suggestion.Length > 0 ? suggestion : ".")}");
    }

    private static string Place(JsonException e) => e.LineNumber is { } line ? $"line {line + 1}" : "it is empty";
}
