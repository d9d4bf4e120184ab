namespace ILComicGAN.Training.Settings;

/// <summary>
/// Makes a property of <see cref="TrainingSettings"/> a setting. Everything about a setting is said here: the command
/// line, the settings file, validation, the help and what a resumed run may change are derived from it. The default is
/// the property's initial value.
/// </summary>
/// <param name="help">What the setting is, in a sentence for the command line's help.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string help) : Attribute
{
    /// <summary>What the setting is, in a sentence for the command line's help.</summary>
    public string Help { get; } = help;

    /// <summary>The smallest number allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the number must be larger than <see cref="Min"/>.</summary>
    public bool AboveMin { get; init; }

    /// <summary>Whether the number must be smaller than <see cref="Max"/>.</summary>
    public bool BelowMax { get; init; }

    /// <summary>What a whole number must be a multiple of.</summary>
    public int MultipleOf { get; init; } = 1;

    /// <summary>What a text must be.</summary>
    public TextFormat Format { get; init; }

    /// <summary>What is allowed, in words; derived from type and range where it is not given.</summary>
    public string? Allowed { get; init; }

    /// <summary>Whether a run cannot do without a value.</summary>
    public bool Required { get; init; }

    /// <summary>What a resumed run may do to it.</summary>
    public ResumeRule Resume { get; init; }

    /// <summary>The option of the command line; derived from the name where it is not given: warmUpSteps is --warm-up-steps.</summary>
    public string? Option { get; init; }

    /// <summary>A name that the setting had in earlier versions, whose files are still read.</summary>
    public string? FormerName { get; init; }
}
