using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Data;

/// <summary>Whether a run that goes on finds the pictures that it was trained on.</summary>
/// <param name="folder">The run's folder.</param>
internal sealed class SameData(RunFolder folder)
{
    private readonly DataRecord? _record = DataRecord.Load(folder.DataFile);

    /// <summary>The settings with the pictures' folders where they are now, if they have moved together with the run.</summary>
    public TrainingSettings Locate(TrainingSettings settings, Action<string> say) => settings with
    {
        Photos = Locate("photos", settings.Photos, _record?.Photos, say),
        Style = Locate("style pictures", settings.Style, _record?.Style, say),
    };

    /// <summary>Compares what is there with what the run was trained on.</summary>
    /// <exception cref="SettingsException">It is something else, in a sentence.</exception>
    public void Require(TrainingSettings settings, PictureList photos, PictureList style)
    {
        JournalEntry? begin = null;
        if (_record is null)
        {
            // Earlier versions recorded no contents, but names and lengths.
            RunReader run = new(folder);
            run.Refresh();
            begin = run.Begin;
        }

        Require("photos", settings.Photos, photos, _record?.Photos, begin?.Photos);
        Require("style pictures", settings.Style, style, _record?.Style, begin?.Style);
    }

    private static void Require(string what, string where, PictureList now, RememberedPictures? then, string? description)
    {
        string? difference = then is not null ? then.DifferenceTo(now)
            : description is not null && description != now.Description ? $"{now.Description} instead of {description}"
            : null;
        if (difference is not null)
        {
            throw new SettingsException(
                $"The {what} in '{where}' are not those that the run was trained on: {difference}. Name the former ones, or go on with these by --changed-data.");
        }
    }

    private string Locate(string what, string path, RememberedPictures? then, Action<string> say)
    {
        if (then is null || Directory.Exists(path))
        {
            return path;
        }

        string beside = Path.GetFullPath(Path.Combine(folder.Path, then.RelativeFolder));
        if (!Directory.Exists(beside))
        {
            return path;
        }

        say($"The {what} have moved with the run, to '{beside}'.");
        return beside;
    }
}
