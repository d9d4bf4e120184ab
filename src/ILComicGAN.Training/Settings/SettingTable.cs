using System.Reflection;

namespace ILComicGAN.Training.Settings;

/// <summary>All settings of a training run, in the order in which <see cref="TrainingSettings"/> declares them.</summary>
public static class SettingTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. typeof(TrainingSettings).GetProperties()
            .Select(property => (Property: property, Attribute: property.GetCustomAttribute<SettingAttribute>()))
            .Where(pair => pair.Attribute is not null)
            .OrderBy(pair => pair.Property.MetadataToken)
            .Select(pair => new Setting(pair.Property, pair.Attribute!)),
    ];

    /// <summary>The setting that a file calls so, now or in earlier versions.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name || setting.FormerName == name);
}
