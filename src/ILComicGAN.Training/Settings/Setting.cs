using System.Reflection;
using System.Text.Json;
using ILComicGAN.Training.Settings.Values;

namespace ILComicGAN.Training.Settings;

/// <summary>A setting of a training run, as <see cref="SettingAttribute"/> describes it.</summary>
public sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _attribute;
    private readonly SettingValue _value;

    internal Setting(PropertyInfo property, SettingAttribute attribute)
    {
        (_property, _attribute) = (property, attribute);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        _value = SettingValue.Of(type, attribute);
        IsOptional = type != property.PropertyType
            || (!type.IsValueType && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Option = attribute.Option ?? OptionOf(Name);
        FormerOption = attribute.FormerName is { } former ? OptionOf(former) : null;
        Default = Get(new TrainingSettings());
    }

    /// <summary>Its name in files and messages.</summary>
    public string Name { get; }

    /// <summary>The name that it had in earlier versions.</summary>
    public string? FormerName => _attribute.FormerName;

    /// <summary>Its option on the command line.</summary>
    public string Option { get; }

    /// <summary>The option that it had in earlier versions.</summary>
    public string? FormerOption { get; }

    /// <summary>What it is, with its default.</summary>
    public string Help => _attribute.Help + (Default is null or "" ? "" : $" [{_value.Format(Default)}]");

    /// <summary>What the help shows in place of a value.</summary>
    public string Placeholder => _value.Placeholder;

    /// <summary>What is allowed, to stand behind “it must be”.</summary>
    public string Allowed => _value.Allowed;

    /// <summary>Whether it is a switch, which needs no value to be on.</summary>
    public bool IsFlag => _value is FlagValue;

    /// <summary>Whether a run can do without a value.</summary>
    public bool IsOptional { get; }

    /// <summary>What a resumed run may do to it.</summary>
    public ResumeRule Resume => _attribute.Resume;

    /// <summary>Whether its value is a path on this machine.</summary>
    internal bool IsPath => _attribute.Format is TextFormat.Folder or TextFormat.File;

    /// <summary>The value without settings.</summary>
    internal object? Default { get; }

    /// <summary>Its value in settings.</summary>
    public object? Get(TrainingSettings settings) => _property.GetValue(settings);

    /// <summary>The settings with another value.</summary>
    public TrainingSettings With(TrainingSettings settings, object? value)
    {
        TrainingSettings changed = settings with { };
        _property.SetValue(changed, value);
        return changed;
    }

    /// <summary>The settings with a value that was typed.</summary>
    /// <exception cref="SettingsException">It is not allowed.</exception>
    public TrainingSettings WithTyped(TrainingSettings settings, string text)
    {
        object? value = _value.Parse(text);
        return value is not null && _value.IsAllowed(value)
            ? With(settings, value)
            : throw Refuse(text, $" ({Option})", _value.Suggest(text));
    }

    /// <summary>The settings with a value from a file.</summary>
    /// <exception cref="SettingsException">It is not allowed.</exception>
    internal TrainingSettings WithRead(TrainingSettings settings, JsonElement json, string source)
    {
        if (json.ValueKind == JsonValueKind.Null && IsOptional)
        {
            return With(settings, null);
        }

        object? value = _value.Read(json);
        // A run's own file says "" for a folder that is only named on the command line.
        if (value is not null && (_value.IsAllowed(value) || value.Equals(Default)))
        {
            return With(settings, value);
        }

        string text = json.GetRawText();
        text = json.ValueKind == JsonValueKind.String ? text.Trim('"') : text;
        throw Refuse(text, $" in '{PlainText.Of(source)}'", _value.Suggest(text));
    }

    /// <summary>Writes the value of settings into a file.</summary>
    internal void Write(Utf8JsonWriter json, TrainingSettings settings)
    {
        json.WritePropertyName(Name);
        if (Get(settings) is { } value)
        {
            _value.Write(json, value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>What is wrong with the value in settings; null if nothing is.</summary>
    internal string? FaultIn(TrainingSettings settings)
    {
        object? value = Get(settings);
        return value is null
            ? IsOptional ? null : Refuse("null", "", "").Message
            : _value.IsAllowed(value) || (!_attribute.Required && value.Equals(Default)) ? null
            : Refuse(_value.Format(value), _attribute.Required ? $" ({Option})" : "", "").Message;
    }

    /// <summary>The value in settings as it would be typed.</summary>
    internal string Format(TrainingSettings settings) => Get(settings) is { } value ? PlainText.Of(_value.Format(value)) : "none";

    private SettingsException Refuse(string text, string where, string suggestion) =>
        new($"The setting {Name} = '{PlainText.Of(text, 60)}'{where} cannot be used; it must be {Allowed}{suggestion}{(suggestion.Length > 0 ? "" : ".")}");

    private static string OptionOf(string name) =>
        "--" + string.Concat(name.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
