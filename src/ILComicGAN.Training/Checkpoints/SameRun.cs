using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>Whether settings can resume a run, or belong to another one.</summary>
internal static class SameRun
{
    /// <summary>Compares setting by setting what a resumed run may not change (<see cref="ResumeRule"/>).</summary>
    /// <exception cref="SettingsException">Names the settings that differ.</exception>
    public static void Require(TrainingSettings now, TrainingSettings then, string folder)
    {
        string[] differences = [.. SettingTable.All.Where(setting => !MayGoOn(setting, now, then))
            .Select(setting => $"\"{setting.Name}\": {setting.Format(now)} (it has {setting.Format(then)})")];
        if (differences.Length > 0)
        {
            throw new SettingsException(
                $"The run in '{folder}' was begun with other settings than {string.Join(", ", differences)}; resume it with its own.");
        }
    }

    private static bool MayGoOn(Setting setting, TrainingSettings now, TrainingSettings then) => setting.Resume switch
    {
        ResumeRule.Free => true,
        ResumeRule.FixedPresence => setting.Get(now) is null == setting.Get(then) is null,
        _ => Equals(setting.Get(now), setting.Get(then)),
    };
}
