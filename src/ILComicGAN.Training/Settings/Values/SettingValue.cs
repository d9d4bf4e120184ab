using System.Text.Json;
using ILComicGAN.Networks.Losses;

namespace ILComicGAN.Training.Settings.Values;

/// <summary>How the values of one setting are read, checked and written. Numbers are written one way everywhere: 0.25, never 0,25 or 1,000.</summary>
internal abstract class SettingValue
{
    /// <summary>What is allowed, to stand behind “it must be”.</summary>
    public abstract string Allowed { get; }

    /// <summary>What the help shows in place of a value.</summary>
    public abstract string Placeholder { get; }

    /// <summary>Whether a value, which has the right type, is allowed.</summary>
    public abstract bool IsAllowed(object value);

    /// <summary>Reads what was typed; null where it is no value of this kind.</summary>
    public abstract object? Parse(string text);

    /// <summary>Reads what stands in a file; null where it is no value of this kind.</summary>
    public abstract object? Read(JsonElement json);

    /// <summary>Writes a value into a file.</summary>
    public abstract void Write(Utf8JsonWriter json, object value);

    /// <summary>A value as it would be typed.</summary>
    public abstract string Format(object value);

    /// <summary>What may have been meant by a value that is not allowed.</summary>
    public virtual string Suggest(string text) => "";

    /// <summary>The kind of value that a property's type and range ask for.</summary>
    public static SettingValue Of(Type type, SettingAttribute setting)
    {
        if (type == typeof(int))
        {
            return new WholeNumberValue(setting, int.MinValue, int.MaxValue, value => (int)value);
        }

        if (type == typeof(ulong))
        {
            return new WholeNumberValue(setting, ulong.MinValue, ulong.MaxValue, value => (ulong)value);
        }

        return type == typeof(double) ? new RealNumberValue(setting)
            : type == typeof(bool) ? new FlagValue()
            : type == typeof(string) ? new TextValue(setting)
            : type == typeof(LossWeights) ? new LossWeightsValue(setting)
            : type.IsEnum ? new ChoiceValue(type)
            : throw new NotSupportedException($"settings of type {type.Name} cannot be read");
    }
}
