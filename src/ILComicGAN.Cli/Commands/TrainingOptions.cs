using System.CommandLine;
using ILComicGAN.Training;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Cli.Commands;

/// <summary>An option for every setting of a training run, made from <see cref="SettingTable"/>.</summary>
internal sealed class TrainingOptions
{
    private readonly (Setting Setting, Option<string?> Option)[] _options = [.. SettingTable.All.Select(setting => (setting, Make(setting)))];

    /// <summary>The options, for the command.</summary>
    public IEnumerable<Option> All => _options.Select(pair => pair.Option);

    /// <summary>Whether a setting was given.</summary>
    public bool IsGiven(ParseResult parsed, string setting) =>
        parsed.GetResult(_options.Single(pair => pair.Setting.Name == setting).Option) is not null;

    /// <summary>The settings with those that were given.</summary>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public TrainingSettings Apply(ParseResult parsed, TrainingSettings settings) => _options.Where(pair => parsed.GetResult(pair.Option) is not null).Aggregate(
        // A switch is on without a value.
        settings, (changed, pair) => pair.Setting.WithTyped(changed, parsed.GetValue(pair.Option) ?? "true"));

    private static Option<string?> Make(Setting setting)
    {
        Option<string?> option = new(setting.Option, setting.FormerOption is { } former ? [former] : [])
        {
            Description = setting.Help,
            HelpName = setting.Placeholder,
        };
        if (setting.IsFlag)
        {
            option.Arity = ArgumentArity.ZeroOrOne;
        }

        return option;
    }
}
