namespace ILComicGAN.Weights.Pickle;

/// <summary>A dictionary of a pickle, in its order. Keys are text: it cannot contain itself, and hashing it is safe.</summary>
internal sealed class PickleDictionary
{
    private Dictionary<string, int>? _places;
    private List<KeyValuePair<string, object?>>? _items;

    public IReadOnlyList<KeyValuePair<string, object?>> Items => _items ?? [];

    public object? this[string key]
    {
        set
        {
            _places ??= new Dictionary<string, int>(StringComparer.Ordinal);
            _items ??= [];
            if (_places.TryAdd(key, _items.Count))
            {
                _items.Add(new(key, value));
            }
            else
            {
                _items[_places[key]] = new(key, value);
            }
        }
    }

    public object? Find(string key) => _places is not null && _places.TryGetValue(key, out int place) ? _items![place].Value : null;
}
