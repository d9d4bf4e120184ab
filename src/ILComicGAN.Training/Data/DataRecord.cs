using System.Text.Json;

namespace ILComicGAN.Training.Data;

/// <summary>What a run is trained on, by content: “data.json” in its folder. A run that goes on compares it with what it finds.</summary>
/// <param name="Photos">The photos.</param>
/// <param name="Style">The style pictures.</param>
internal sealed record DataRecord(RememberedPictures Photos, RememberedPictures Style)
{
    /// <summary>A million pictures with long names.</summary>
    private const long MaxBytes = 1L << 29;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The record of what a run is about to be trained on.</summary>
    public static DataRecord Of(string runFolder, TrainingSettings settings, PictureList photos, PictureList style) => new(
        new RememberedPictures(Path.GetRelativePath(runFolder, settings.Photos), photos.Entries),
        new RememberedPictures(Path.GetRelativePath(runFolder, settings.Style), style.Entries));

    /// <summary>Reads a record; null where there is none: runs of earlier versions have none.</summary>
    /// <exception cref="SettingsException">It is damaged.</exception>
    public static DataRecord? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<DataRecord>(InputFile.ReadAllText(path, MaxBytes), s_json)
                ?? throw new JsonException();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"'{path}', which says what the run was trained on, cannot be read: {e.Message.TrimEnd('.')}; delete it to go on with the pictures that the settings name.", e);
        }
        catch (JsonException e)
        {
            throw new SettingsException(
                $"'{path}', which says what the run was trained on, is damaged; delete it to go on with the pictures that the settings name.", e);
        }
    }

    /// <summary>The record as it stands in its file.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_json);
}
